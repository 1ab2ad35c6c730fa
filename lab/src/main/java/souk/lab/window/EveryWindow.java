// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Findings;
import souk.lab.experiment.Idea;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.experiment.Times;
import souk.lab.experiment.Verdict;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;
import souk.lab.process.LabException;

/** Visits every window, in one shop that keeps running. */
@Command
public final class EveryWindow implements Experiment {
  private static final Design DESIGN =
      Design.of(
              "a purchase loses nothing and does nothing twice, at whatever step it is interrupted",
              "one purchase at a time, decided and done",
              "at each boundary of a step: the process is killed, stopped, held still, or robbed of its answer; after each the whole shop is audited")
          .abortedWhen(Design.Abort.BY_HAND);

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description =
          "only the windows in whose names this is found; ./souk lab list --windows names them")
  private String only = "";

  /** The names of all windows, in the order of the list. */
  public static List<String> windows() {
    return Windows.all().stream().map(Window::name).toList();
  }

  @Override
  public String name() {
    return "every-window";
  }

  @Override
  public String summary() {
    return "Each process killed at each step boundary, stopped, held, robbed of answers: nothing is lost.";
  }

  @Override
  public Idea idea() {
    return Idea.FAILURE;
  }

  @Override
  public Times times() {
    return new Times(1_500, 45);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    List<Window> windows = chosen(run.isShort());
    if (windows.isEmpty()) {
      throw new LabException("there is no window with '" + only + "' in its name");
    }
    DESIGN.print(run);
    try (OwnShop shop = run.startShop(ShopPlan.plain().with(Trait.FAULTS))) {
      Verdict verdict = visit(windows, shop, run);
      shop.discardIf(verdict.passed());
      return verdict;
    }
  }

  private Verdict visit(List<Window> windows, OwnShop shop, Run run)
      throws IOException, InterruptedException {
    List<Visit> visits;
    try (Tour tour = new Tour(shop, run)) {
      visits = tour.visit(windows);
    }
    Verdict verdict = verdict(visits, run);
    List<Check> checks = visits.stream().map(Visit::check).toList();
    run.found(Findings.of(run, idea(), DESIGN, verdict, checks));
    return verdict;
  }

  private List<Window> chosen(boolean shortForm) {
    try {
      Pattern pattern = Pattern.compile(only);
      return (shortForm ? Windows.shortForm() : Windows.all())
          .stream().filter(window -> pattern.matcher(window.name()).find()).toList();
    } catch (PatternSyntaxException e) {
      throw new LabException("--only " + only + ": " + e.getDescription(), e);
    }
  }

  private static Verdict verdict(List<Visit> visits, Run run) {
    List<Visit> unclean = visits.stream().filter(visit -> !visit.isClean()).toList();
    List<String> table = new ArrayList<>();
    unclean.forEach(visit -> table.add("  " + visit.window().name() + ": " + visit.why()));
    if (!table.isEmpty()) {
      run.print("Not clean:");
      table.forEach(run::print);
    }
    visits.stream()
        .filter(visit -> visit.takeoverSeconds().isPresent() && !visit.window().storeAway())
        .max((one, other) -> Double.compare(takeover(one), takeover(other)))
        .ifPresent(
            longest ->
                run.print(
                    "Longest take-over: %.2f s after the last sign of life, at %s"
                        .formatted(takeover(longest), longest.window().name())));
    int clean = visits.size() - unclean.size();
    String line = clean + " of " + visits.size() + " windows clean";
    return unclean.isEmpty() ? Verdict.pass(line) : Verdict.fail(line);
  }

  private static double takeover(Visit visit) {
    return visit.takeoverSeconds().orElse(0);
  }
}
