// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Experiments;

/** Experiments: what there is, and to run one. */
@Command(
    name = "lab",
    description = "Experiments on shops of their own, each with a verdict.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = LabListing.class)
final class LabCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private LabCommand() {}

  /** With a command for each experiment below {@code run}. */
  static CommandLine create() {
    CommandLine run = new CommandLine(new Running());
    run.addSubcommand("all", new CommandLine(new RunAll()));
    for (Experiment experiment : Experiments.all()) {
      CommandLine one = new CommandLine(new RunOne(experiment));
      one.getCommandSpec()
          .name(experiment.name())
          .addMixin("own", CommandSpec.forAnnotatedObject(experiment))
          .usageMessage()
          .description(experiment.summary());
      run.addSubcommand(experiment.name(), one);
    }
    return new CommandLine(new LabCommand()).addSubcommand("run", run);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "list or run?");
  }

  /** Stands above them. */
  @Command(
      name = "run",
      description = {
        "Runs one experiment, or all of them.",
        "Exits with 0 only when it passes, with 3 when something that it needs is missing here."
      },
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "NAME")
  private static final class Running implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "which experiment? ./souk lab list names them");
    }
  }
}
