// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Experiments;
import souk.lab.experiment.Run;
import souk.lab.experiment.Verdict;
import souk.lab.process.LabException;

/** Experiments: what there is, and to run one. */
@Command(
    name = "lab",
    description = "Experiments on shops of their own, each with a verdict.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = LabCommand.Listing.class)
final class LabCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private LabCommand() {}

  /** With a command for each experiment below {@code run}. */
  static CommandLine create() {
    CommandLine run = new CommandLine(new Running());
    for (Experiment experiment : Experiments.all()) {
      CommandLine one = new CommandLine(new One(experiment));
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

  /** Names them. */
  @Command(name = "list", description = "Lists the experiments.", mixinStandardHelpOptions = true)
  static final class Listing implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      for (Experiment experiment : Experiments.all()) {
        spec.commandLine().getOut().printf("%-18s %s%n", experiment.name(), experiment.summary());
      }
    }
  }

  /** Stands above them. */
  @Command(
      name = "run",
      description = "Runs one experiment; exits with 0 only when it passes.",
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

  /** Runs it. */
  @Command(mixinStandardHelpOptions = true)
  private static final class One implements Callable<Integer> {
    private final Experiment experiment;
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--seed",
        paramLabel = "N",
        description = "of what is chosen at random (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--short", description = "the form of two minutes at most")
    private boolean shortForm;

    @Option(names = "--keep", description = "keep the shop's data and logs also after a pass")
    private boolean keep;

    One(Experiment experiment) {
      this.experiment = experiment;
    }

    @Override
    public Integer call() throws Exception {
      Run run =
          new Run(
              experiment.name(),
              ShopOptions.root(),
              new Run.Options(seed, shortForm, keep),
              spec.commandLine().getOut());
      Verdict verdict = verdict(run);
      run.print(
          "%s %s: %s (%.0f s)"
              .formatted(
                  verdict.passed() ? "PASS" : "FAIL",
                  experiment.name(),
                  verdict.line(),
                  run.seconds()));
      return verdict.passed() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private Verdict verdict(Run run) throws Exception {
      try {
        return experiment.run(run);
      } catch (LabException e) {
        return Verdict.fail(String.valueOf(e.getMessage()));
      }
    }
  }
}
