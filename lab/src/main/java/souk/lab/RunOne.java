// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Findings;
import souk.lab.experiment.Turn;

/** Runs one experiment. */
@Command(mixinStandardHelpOptions = true)
final class RunOne implements Callable<Integer> {
  private final Experiment experiment;
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private LabOptions options = new LabOptions();

  RunOne(Experiment experiment) {
    this.experiment = experiment;
  }

  @Override
  public Integer call() throws Exception {
    Findings findings =
        options.run(
            experiment, Turn.ALONE, spec.commandLine().getOut(), spec.commandLine().getErr());
    return LabOptions.exitStatus(findings.verdict());
  }
}
