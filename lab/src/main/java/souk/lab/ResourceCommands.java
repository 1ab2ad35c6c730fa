// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;

/** The commands that take away what a part needs: time to run in, and room on its disk. */
final class ResourceCommands {
  private static final String OFF = "off";
  private static final int ALL_PERCENT = 100;

  private ResourceCommands() {}

  @Command(
      name = "throttle",
      description = {
        "Takes CPU away: lets it run for so many percent of each tenth of a second, and stand still"
            + " for the rest (SIGSTOP, SIGCONT), also after another start.",
        "'off', or the end of the shop, gives it back. ./souk status shows who is throttled."
      },
      mixinStandardHelpOptions = true)
  static final class Throttle implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ShopOptions shop = new ShopOptions();

    @Parameters(
        index = "0",
        paramLabel = "NAME|SERVICE",
        description = "an instance or store (catalog-1, postgres), or a service (catalog)")
    private String target = "";

    @Parameters(
        index = "1",
        paramLabel = "PERCENT|off",
        description = "1 to 99 of a hundred, or off")
    private String percent = "";

    @Override
    public Integer call() throws IOException {
      return PartCommands.ask(shop, new Request(Verb.THROTTLE, target, false, percent()), spec);
    }

    private int percent() {
      if (percent.equals(OFF)) {
        return ALL_PERCENT;
      }
      if (!percent.matches("[1-9][0-9]?")) {
        throw new ParameterException(
            spec.commandLine(), "'" + percent + "' (expected: 1 to 99, or off)");
      }
      return Integer.parseInt(percent);
    }
  }

  @Command(
      name = "fill",
      description = {
        "Fills a store's disk: whatever it wants to write that needs more room is refused by the"
            + " system (ENOSPC). Only in a shop of ./souk up --small-disks, whose disks are in"
            + " memory: your own is not touched.",
        "'off', or the end of the shop, makes room. ./souk status shows whose disk is full."
      },
      mixinStandardHelpOptions = true)
  static final class Fill implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ShopOptions shop = new ShopOptions();

    @Parameters(index = "0", paramLabel = "STORE", description = "postgres or redis")
    private String store = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "off", description = "makes room again")
    private String off = "";

    @Override
    public Integer call() throws IOException {
      if (!off.isEmpty() && !off.equals(OFF)) {
        throw new ParameterException(
            spec.commandLine(), "'" + off + "' (expected: off, or nothing)");
      }
      Verb verb = off.isEmpty() ? Verb.FILL : Verb.FREE;
      return PartCommands.ask(shop, new Request(verb, store, false), spec);
    }
  }
}
