// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.process.LabException;

/**
 * One run of an experiment: what it was told, where it speaks, and the shops that it starts.
 * Thread-safe.
 */
public final class Run {
  private static final int MOST_LINES = 10_000;

  private final String experiment;
  private final Path root;
  private final Options options;
  private final Optional<Place> place;
  private final Turn turn;
  private final PrintWriter out;
  private final long begin = System.nanoTime();
  private final List<String> lines = new ArrayList<>();
  private volatile @Nullable Findings findings;

  /**
   * What every experiment can be told.
   *
   * @param seed of all that is chosen at random
   * @param shortForm whether some two minutes are all the time there is
   * @param keep whether the shop's folder stays after a pass, too
   * @param changes what every shop of the run is started with besides
   */
  public record Options(long seed, boolean shortForm, boolean keep, List<Change> changes) {
    public Options {
      changes = List.copyOf(changes);
    }
  }

  /** A setting of a service that is other than usual. */
  public record Change(String service, String setting, String value) {
    private static final Pattern FORM = Pattern.compile("([a-z]+):(SOUK_[A-Z_]+)=(.+)");

    /**
     * Reads {@code SERVICE:SETTING=VALUE}; throws {@link LabException} when it is something else.
     */
    public static Change parse(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new LabException(
            "'%s' (expected: SERVICE:SOUK_SETTING=VALUE, such as order:SOUK_ORDER_ANSWER_LIMIT=30s)"
                .formatted(text));
      }
      return new Change(matcher.group(1), matcher.group(2), matcher.group(3));
    }

    private ShopPlan in(ShopPlan plan) {
      try {
        return plan.with(service, setting, value);
      } catch (IllegalArgumentException e) {
        throw new LabException(String.valueOf(e.getMessage()), e);
      }
    }
  }

  /**
   * @param experiment its name
   * @param root the clone's folder
   * @param out where people read
   */
  public Run(String experiment, Path root, Options options, PrintWriter out) {
    this(experiment, root, options, Optional.empty(), Turn.ALONE, out);
  }

  /**
   * @param place where the shop is that the experiment is done to; empty for shops of its own
   */
  public Run(
      String experiment,
      Path root,
      Options options,
      Optional<Place> place,
      Turn turn,
      PrintWriter out) {
    this.experiment = experiment;
    this.root = root;
    this.options = options;
    this.place = place;
    this.turn = turn;
    this.out = out;
  }

  public long seed() {
    return options.seed();
  }

  public boolean isShort() {
    return options.shortForm();
  }

  boolean keeps() {
    return options.keep();
  }

  /** The experiment's name. */
  public String experiment() {
    return experiment;
  }

  /** The folders that the shop of {@link #startShop(ShopPlan)} has, or will have. */
  public ShopHome home() {
    return home("lab-" + experiment);
  }

  /** The folders of {@link #startShop(String, ShopPlan)}. */
  public ShopHome home(String name) {
    return ShopHome.of(root, name, System.getenv());
  }

  /** What was found, if the experiment has told. */
  public Optional<Findings> findings() {
    return Optional.ofNullable(findings);
  }

  /** Tells what was found. An experiment that does not has a report of its output alone. */
  public void found(Findings all) {
    findings = all;
  }

  /** What it has printed, or the first ten thousand lines of it. */
  public List<String> lines() {
    synchronized (out) {
      return List.copyOf(lines);
    }
  }

  /** Where the shop is that it is done to; empty for shops of its own. */
  Optional<Place> place() {
    return place;
  }

  /**
   * Says that nothing of it is timed any more, and so another may start its shop. Of runs that are
   * all done to one shop, which is elsewhere, the next waits for the end of this one.
   */
  public void cede() {
    if (place.isEmpty()) {
      turn.cede();
    }
  }

  /** When it began ({@link System#nanoTime}). */
  public long begin() {
    return begin;
  }

  /** Seconds since it began. */
  public double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Prints a line of progress, with the time. */
  public void say(String line) {
    print("%6.1f s  %s".formatted(seconds(), line));
  }

  /** Prints a line as it is. */
  public void print(String line) {
    synchronized (out) {
      if (lines.size() < MOST_LINES) {
        lines.add(line);
      }
      out.println(line);
      out.flush();
    }
  }

  /**
   * Starts the shop {@code lab-EXPERIMENT} on fresh data and waits until it is up, and until the
   * runs before this one have ended; blocks some 30 seconds. To be closed.
   */
  public OwnShop startShop(ShopPlan plan) throws IOException, InterruptedException {
    return startShop("lab-" + experiment, plan);
  }

  /** The same for the several shops of one experiment, which go by their names. */
  public OwnShop startShop(String name, ShopPlan plan) throws IOException, InterruptedException {
    if (place.isPresent()) {
      throw new NotThere("it starts shops of its own, of processes of this machine");
    }
    ShopPlan changed = plan;
    for (Change change : options.changes()) {
      changed = change.in(changed);
    }
    OwnShop shop = OwnShop.start(root, name, changed, this);
    try {
      turn.await();
    } catch (InterruptedException e) {
      shop.close();
      throw e;
    }
    return shop;
  }
}
