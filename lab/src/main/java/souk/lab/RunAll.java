// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import souk.lab.experiment.Experiments;
import souk.lab.experiment.Findings;
import souk.lab.experiment.Verdict.Ending;

/**
 * Runs every experiment, one after the other, each on a shop of its own. While one's shop is
 * audited the next one's is started, and waits.
 */
@Command(
    name = "all",
    description = {
      "Runs all experiments, one after the other, and then prints how each ended.",
      "Exits with 0 when none failed or was inconclusive; what is missing here is skipped, and"
          + " named."
    },
    mixinStandardHelpOptions = true)
final class RunAll implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private LabOptions options = new LabOptions();

  RunAll() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    long begin = System.nanoTime();
    List<Findings> all = new ArrayList<>();
    try (Queue queue = new Queue(options::run, out, err)) {
      queue.run(Experiments.all(), all::add);
    } finally {
      // Also of those before one that could not even begin.
      summarize(all, (System.nanoTime() - begin) / 1e9, err);
    }
    return count(all, Ending.PASS) + count(all, Ending.SKIP) == all.size() ? 0 : 1;
  }

  private static void summarize(List<Findings> all, double seconds, PrintWriter err)
      throws IOException {
    err.println();
    for (Findings each : all) {
      err.printf(
          "%-4s %-22s %5.0f s  %s%n",
          each.verdict().ending(), each.experiment(), each.seconds(), each.verdict().line());
    }
    err.printf(
        "%d passed, %d failed, %d inconclusive, %d skipped, %.0f s; %s%n",
        count(all, Ending.PASS),
        count(all, Ending.FAIL),
        count(all, Ending.INCONCLUSIVE),
        count(all, Ending.SKIP),
        seconds,
        LabOptions.reports().writeAll(all));
  }

  private static long count(List<Findings> all, Ending ending) {
    return all.stream().filter(each -> each.verdict().ending() == ending).count();
  }
}
