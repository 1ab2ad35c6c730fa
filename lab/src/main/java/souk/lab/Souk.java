// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import souk.lab.process.LabException;

/**
 * The command line: picks the command, and turns what goes wrong into one line and an exit status.
 */
@Command(
    name = "souk",
    description = "A whole shop of small services on one machine: start it, break it, watch it.",
    mixinStandardHelpOptions = true,
    version = "souk 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Also: souk test     builds everything and runs all tests (mvn verify).",
      "      souk images   makes an image of every service, for Kubernetes.",
      "Local state is in .souk/ (or $SOUK_STATE_DIR); programs built or unpacked once are in the"
          + " user's cache folder."
    },
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      PartCommands.Start.class,
      PartCommands.Stop.class,
      PartCommands.Kill.class,
      PartCommands.Pause.class,
      PartCommands.Resume.class,
      PartCommands.Restart.class,
      PartCommands.Scale.class,
      LinkCommand.class,
      ResourceCommands.Throttle.class,
      ResourceCommands.Fill.class,
      ResourceCommands.Clock.class,
      TasksCommand.class,
      BreakerCommand.class,
      BenchCommand.class,
      LoadCommand.class,
      AuditCommand.class,
      TrainCommand.class,
    })
public final class Souk implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Souk() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments, writer(System.out), writer(System.err)));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  /** Runs one command; 0 only when it did what it was asked, 2 when the question made no sense. */
  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    return new CommandLine(new Souk())
        .addSubcommand(LabCommand.create())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(Souk::explain)
        .execute(arguments);
  }

  /** Without a command. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "which command?");
  }

  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult result)
      throws Exception {
    if (e instanceof LabException || e instanceof IOException) {
      command.getErr().println("souk: " + (e instanceof LabException ? e.getMessage() : e));
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw e;
  }
}
