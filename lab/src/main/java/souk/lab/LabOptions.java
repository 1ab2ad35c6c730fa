// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Findings;
import souk.lab.experiment.NotThere;
import souk.lab.experiment.Place;
import souk.lab.experiment.Run;
import souk.lab.experiment.Turn;
import souk.lab.experiment.Verdict;
import souk.lab.process.LabException;
import souk.lab.report.JsonReport;
import souk.lab.report.Reports;

/** What every run of experiments can be told, and how one goes. */
final class LabOptions {
  private static final int SKIPPED = 3;
  private static final int INCONCLUSIVE = 4;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "of what is chosen at random (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(names = "--short", description = "the form of half a minute to two minutes")
  private boolean shortForm;

  @Option(names = "--keep", description = "keep the shop's data and logs also after a pass")
  private boolean keep;

  @Option(
      names = "--set",
      paramLabel = "SERVICE:SETTING=VALUE",
      description = {
        "a setting of a service that is other than usual; may be repeated.",
        "So you can switch off what an experiment watches, and see it fail."
      })
  private List<String> settings = List.of();

  @Option(
      names = "--json",
      description = "the result as JSON on standard output, all else on standard error")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Mixin private TargetOptions target = new TargetOptions();

  /** Where reports go. */
  static Reports reports() {
    return new Reports(ShopOptions.state().resolve("reports"));
  }

  /** 0 only for a pass. */
  static int exitStatus(Verdict verdict) {
    return switch (verdict.ending()) {
      case PASS -> 0;
      case FAIL -> 1;
      case INCONCLUSIVE -> INCONCLUSIVE;
      case SKIP -> SKIPPED;
    };
  }

  /** Runs it to its end, prints the verdict, and writes the reports. */
  Findings run(Experiment experiment, Turn turn, PrintWriter out, PrintWriter err)
      throws IOException, InterruptedException {
    Run run =
        new Run(
            experiment.name(),
            ShopOptions.root(),
            new Run.Options(
                seed, shortForm, keep, settings.stream().map(Run.Change::parse).toList()),
            place(),
            turn,
            json ? err : out);
    Verdict verdict = verdict(experiment, run);
    // What was found is from before its shop was closed, which may have failed.
    Findings findings =
        run.findings()
            .map(found -> found.judged(verdict))
            .orElseGet(() -> Findings.of(run, experiment.idea(), null, verdict, List.of()));
    run.print("report: " + reports().write(findings));
    run.print(
        "%s %s: %s (%.0f s)"
            .formatted(verdict.ending(), experiment.name(), verdict.line(), run.seconds()));
    if (json) {
      out.println(JsonReport.of(findings));
    }
    return findings;
  }

  /** Empty for shops of the experiments' own. */
  private Optional<Place> place() {
    if (!target.isCluster(spec)) {
      return Optional.empty();
    }
    if (keep || !settings.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--keep and --set are for shops that the lab starts itself");
    }
    return Optional.of(new Place(target.cluster(), target.door()));
  }

  private static Verdict verdict(Experiment experiment, Run run) throws InterruptedException {
    try {
      return experiment.run(run);
    } catch (InterruptedException e) {
      throw e;
    } catch (NotThere e) {
      return Verdict.skip(e.missing());
    } catch (LabException e) {
      return Verdict.fail(String.valueOf(e.getMessage()));
    } catch (Exception e) {
      return Verdict.fail(e.toString());
    }
  }
}
