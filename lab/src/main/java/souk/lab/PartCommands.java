// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import souk.lab.cluster.Control.Connection;
import souk.lab.cluster.Control.Outcome;
import souk.lab.cluster.Control.Reply;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;
import souk.lab.process.LabException;

/** The commands that do something to one instance, or to all instances of a service. */
final class PartCommands {
  private PartCommands() {}

  @Command(
      name = "start",
      description = "Starts what is not running, and waits until it does its work.",
      mixinStandardHelpOptions = true)
  static final class Start extends PartCommand {
    Start() {
      super(Verb.START);
    }
  }

  @Command(
      name = "stop",
      description = "Asks it to end: it signs off, finishes what it does, and closes.",
      mixinStandardHelpOptions = true)
  static final class Stop extends PartCommand {
    Stop() {
      super(Verb.STOP);
    }
  }

  @Command(
      name = "kill",
      description = "Ends it at once (kill -9); it stays dead until it is started.",
      mixinStandardHelpOptions = true)
  static final class Kill extends PartCommand {
    Kill() {
      super(Verb.KILL);
    }
  }

  @Command(
      name = "pause",
      description = "Makes it stand still (SIGSTOP), with all that it holds, until it is resumed.",
      mixinStandardHelpOptions = true)
  static final class Pause extends PartCommand {
    Pause() {
      super(Verb.PAUSE);
    }
  }

  @Command(
      name = "resume",
      description = "Lets what was paused go on (SIGCONT), as if no time had passed.",
      mixinStandardHelpOptions = true)
  static final class Resume extends PartCommand {
    Resume() {
      super(Verb.RESUME);
    }
  }

  @Command(
      name = "restart",
      description = "Stops and starts it; of a service, one instance after the other.",
      mixinStandardHelpOptions = true)
  static final class Restart extends PartCommand {
    @Option(
        names = "--rolling",
        description = "one instance after the other, which it does anyway: for who wants to say so")
    void rolling(boolean asked) {
      // There is no other way.
    }

    Restart() {
      super(Verb.RESTART);
    }
  }

  @Command(
      name = "scale",
      description = "Starts more instances of a service, or stops those with the highest numbers.",
      mixinStandardHelpOptions = true)
  static final class Scale implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ShopOptions shop = new ShopOptions();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "for example catalog")
    private String service = "";

    @Parameters(index = "1", paramLabel = "N", description = "how many are to be there")
    private int count;

    @Override
    public Integer call() throws IOException {
      return ask(shop, new Request(Verb.SCALE, service, false, count), spec);
    }
  }

  /** What they share: a target, and a supervisor that does it. */
  abstract static class PartCommand implements Callable<Integer> {
    private final Verb verb;
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ShopOptions shop = new ShopOptions();

    @Parameters(
        paramLabel = "NAME|SERVICE",
        description = "an instance or store (catalog-1, postgres), or a service (catalog)")
    private String target = "";

    PartCommand(Verb verb) {
      this.verb = verb;
    }

    @Override
    public Integer call() throws IOException {
      return ask(shop, new Request(verb, target, false), spec);
    }
  }

  static int ask(ShopOptions shop, Request request, CommandSpec spec) throws IOException {
    try (Connection connection = ShopOptions.connectOrFail(shop.home())) {
      Reply reply = connection.ask(request, spec.commandLine().getOut()::println);
      if (reply.outcome() == Outcome.FAILED) {
        throw new LabException(reply.text());
      }
      return 0;
    }
  }
}
