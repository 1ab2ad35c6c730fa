// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import souk.lab.calls.CallsBench;
import souk.lab.experiment.Run;

/**
 * What the libraries cost, and what calls do while parts of a shop are killed, stopped or slowed.
 */
@Command(
    name = "calls",
    description = {
      "Measures what grpc-consul and grpc-resilience cost and what they are good for, on shops of its own; prints each"
          + " figure beside its goal and beside plain grpc-java, or beside how it was before the fault.",
      "Exits with 0 when every goal is met. Takes some 12 minutes; let the machine do nothing else."
    },
    mixinStandardHelpOptions = true)
final class BenchCallsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description = "library, chain, kill, stop, slow, gateway, payment, overload, consul")
  private List<String> only = new ArrayList<>();

  @Option(names = "--keep", description = "keep the shops' data and logs")
  private boolean keep;

  @Override
  public Integer call() throws Exception {
    Run run =
        new Run(
            "calls",
            ShopOptions.root(),
            new Run.Options(1, false, keep, List.of()),
            spec.commandLine().getOut());
    boolean met = CallsBench.run(run, ShopOptions.root(), only);
    return met ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
