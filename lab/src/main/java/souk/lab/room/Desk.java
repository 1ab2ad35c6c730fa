// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;
import souk.lab.cluster.ControlledShop;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Experiments;
import souk.lab.process.LabException;

/** Does what the page's buttons ask. Thread-safe; so many at a time and no more. */
final class Desk {
  private static final int MOST_AT_ONCE = 8;
  private static final int MOST_SHOPPERS_PER_SECOND = 200;
  private static final int LOAD_SECONDS = 600;
  private static final int LOAD_MEGABYTES = 192;
  private static final int EXPERIMENT_MEGABYTES = 512;
  private static final Pattern PART = Pattern.compile("[a-z][a-z0-9-]{0,40}");
  private static final Gson GSON = new Gson();
  private static final Set<String> LINKS = Set.of("cut", "slow", "clear");
  private static final Map<String, Verb> VERBS =
      Map.of(
          "start", Verb.START,
          "stop", Verb.STOP,
          "kill", Verb.KILL,
          "pause", Verb.PAUSE,
          "resume", Verb.RESUME,
          "restart", Verb.RESTART,
          "scale", Verb.SCALE);

  private final ControlledShop shop;
  private final SideRuns runs;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);

  /**
   * What a button asks.
   *
   * @param what a word of the command line, or load, experiment, experiments, end
   * @param part an instance or a service; the name of an experiment; of a link, who calls
   * @param to of a link, who is called
   * @param count of scale: how many; of load: shoppers a second; of end: the number of what runs
   */
  private record Wish(
      @Nullable String what, @Nullable String part, @Nullable String to, int count) {}

  /** What became of it: lines for people, or why not. */
  record Answer(List<String> lines, @Nullable Refusal refusal) {
    private static Answer no(Refusal refusal) {
      return new Answer(List.of(), refusal);
    }
  }

  Desk(ControlledShop shop, SideRuns runs) {
    this.shop = shop;
    this.runs = runs;
  }

  /**
   * Does it, and blocks until it is done; a load or an experiment is only started.
   *
   * @param json a {@code Wish}
   */
  Answer serve(String json) {
    Wish wish;
    try {
      wish = GSON.fromJson(json, Wish.class);
    } catch (JsonParseException e) {
      return Answer.no(Refusal.badRequest("no JSON that is understood"));
    }
    if (wish == null || wish.what() == null) {
      return Answer.no(Refusal.badRequest("what: missing"));
    }
    if (!free.tryAcquire()) {
      return Answer.no(new Refusal(503, "BUSY", "enough is being done: try again"));
    }
    try {
      String part = wish.part() == null ? "" : wish.part();
      return LINKS.contains(wish.what())
          ? link(part, wish.to() == null ? "" : wish.to(), wish.what())
          : served(wish.what(), part, wish.count());
    } catch (LabException e) {
      return Answer.no(new Refusal(409, "NOT_DONE", String.valueOf(e.getMessage())));
    } finally {
      free.release();
    }
  }

  private Answer served(String what, String part, int count) {
    Verb verb = VERBS.get(what);
    if (verb != null) {
      return PART.matcher(part).matches()
          ? perform(new Request(verb, part, false, count))
          : Answer.no(Refusal.badRequest("part: expected an instance or a service"));
    }
    return switch (what) {
      case "load" -> load(count);
      case "experiment" -> experiment(part);
      case "experiments" -> new Answer(experiments(), null);
      case "end" -> {
        runs.end(count);
        yield new Answer(List.of("told to end"), null);
      }
      default -> Answer.no(Refusal.badRequest("what: expected one of the buttons' words"));
    };
  }

  private Answer link(String from, String to, String what) {
    return PART.matcher(from).matches() && PART.matcher(to).matches()
        ? perform(new Request(Verb.LINK, from + " " + to + " " + what, false))
        : Answer.no(Refusal.badRequest("part, to: expected services"));
  }

  /** Several threads may have something to say. */
  private Answer perform(Request request) {
    List<String> lines = new CopyOnWriteArrayList<>();
    shop.perform(request, lines::add);
    return new Answer(List.copyOf(lines), null);
  }

  private Answer load(int perSecond) {
    if (perSecond < 1 || perSecond > MOST_SHOPPERS_PER_SECOND) {
      return Answer.no(Refusal.badRequest("count: expected 1 to " + MOST_SHOPPERS_PER_SECOND));
    }
    List<String> command = new ArrayList<>(List.of("load", "--rate", Integer.toString(perSecond)));
    command.addAll(List.of("--seconds", Integer.toString(LOAD_SECONDS)));
    if (!shop.home().shop().equals("shop")) {
      command.addAll(List.of("--name", shop.home().shop()));
    }
    runs.start(SideRuns.LOAD, LOAD_MEGABYTES, command);
    return new Answer(List.of("shoppers come"), null);
  }

  private Answer experiment(String name) {
    if (Experiments.all().stream().noneMatch(each -> each.name().equals(name))) {
      return Answer.no(Refusal.badRequest("part: expected the name of an experiment"));
    }
    runs.start("experiment", EXPERIMENT_MEGABYTES, List.of("lab", "run", name, "--short"));
    return new Answer(List.of(name + " begins, on a shop of its own"), null);
  }

  /** Name and summary of each, with a tab between. */
  private static List<String> experiments() {
    List<String> all = new ArrayList<>();
    for (Experiment each : Experiments.all()) {
      all.add(each.name() + "\t" + each.summary());
    }
    return all;
  }
}
