// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.ExperimentFile;
import souk.lab.experiment.Experiments;
import souk.lab.part.Trees;

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
      run.addSubcommand(experiment.name(), command(experiment));
    }
    // What follows a file is its experiment's to read.
    run.setStopAtPositional(true);
    return new CommandLine(new LabCommand()).addSubcommand("run", run);
  }

  private static String names() {
    return Experiments.all().stream().map(Experiment::name).collect(Collectors.joining(", "));
  }

  private static CommandLine command(Experiment experiment) {
    CommandLine one = new CommandLine(new RunOne(experiment));
    one.getCommandSpec()
        .name(experiment.name())
        .addMixin("own", CommandSpec.forAnnotatedObject(experiment))
        .usageMessage()
        .description(experiment.summary());
    return one;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "list or run?");
  }

  /** Stands above them. */
  @Command(
      name = "run",
      description = {
        "Runs one experiment, or all of them, or one of your own: FILE.java (docs/experiments.md).",
        "Exits with 0 only when it passes, with 3 when something that it needs is missing here,"
            + " with 4 when the machine stood still and nothing can be said."
      },
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "NAME")
  private static final class Running implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE.java", hidden = true)
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
      CommandLine command = spec.commandLine();
      if (arguments.isEmpty()) {
        throw new CommandLine.ParameterException(
            command, "which experiment? There are: " + names());
      }
      String first = arguments.getFirst();
      if (!ExperimentFile.isMeant(first)) {
        throw new CommandLine.ParameterException(
            command, "there is no experiment '" + first + "' (there are: all, " + names() + ")");
      }
      Path scratch = Files.createTempDirectory("souk-experiment");
      try {
        Experiment experiment = ExperimentFile.load(Path.of(first), scratch);
        return command(experiment)
            .setOut(command.getOut())
            .setErr(command.getErr())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(command.getExecutionExceptionHandler())
            .execute(arguments.subList(1, arguments.size()).toArray(String[]::new));
      } finally {
        Trees.delete(scratch);
      }
    }
  }
}
