// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;

/**
 * The commands that take away what a part needs: time to run in, room on its disk, the right time.
 */
final class ResourceCommands {
  private static final String OFF = "off";
  private static final int ALL_PERCENT = 100;
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int MINUTES_PER_HOUR = 60;

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
      name = "clock",
      description = {
        "Lets the clock of an instance be off, also after another start, as the services of the shop"
            + " see it: 'ahead 20m', 'behind 90s', at most a day. Only in a shop of ./souk up"
            + " --clocks; your machine's clock is not touched.",
        "'off', or the end of the shop, makes it right. ./souk status shows whose clock is off."
      },
      mixinStandardHelpOptions = true)
  static final class Clock implements Callable<Integer> {
    private static final Pattern TIME = Pattern.compile("([1-9]\\d{0,4})([smh])");

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ShopOptions shop = new ShopOptions();

    @Parameters(
        index = "0",
        paramLabel = "NAME|SERVICE",
        description = "an instance (order-1), or a service (order)")
    private String target = "";

    @Parameters(index = "1", paramLabel = "ahead|behind|off")
    private String where = "";

    @Parameters(
        index = "2",
        arity = "0..1",
        paramLabel = "TIME",
        description = "such as 90s, 20m or 3h")
    private String time = "";

    @Override
    public Integer call() throws IOException {
      int seconds =
          switch (where) {
            case "ahead" -> seconds();
            case "behind" -> -seconds();
            case OFF -> 0;
            default ->
                throw new ParameterException(
                    spec.commandLine(), "'" + where + "' (expected: ahead, behind or off)");
          };
      return PartCommands.ask(shop, new Request(Verb.CLOCK, target, false, seconds), spec);
    }

    private int seconds() {
      Matcher matcher = TIME.matcher(time);
      if (!matcher.matches()) {
        throw new ParameterException(
            spec.commandLine(), "'" + time + "' (expected: such as 90s, 20m or 3h)");
      }
      int number = Integer.parseInt(matcher.group(1));
      return switch (matcher.group(2)) {
        case "s" -> number;
        case "m" -> number * SECONDS_PER_MINUTE;
        default -> number * SECONDS_PER_MINUTE * MINUTES_PER_HOUR;
      };
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
