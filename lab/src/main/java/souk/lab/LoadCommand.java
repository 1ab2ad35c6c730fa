// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import souk.lab.kubernetes.ClusterShop;
import souk.lab.kubernetes.Door;
import souk.lab.load.Arrivals;
import souk.lab.load.Crowd;
import souk.lab.load.Habit;
import souk.lab.load.Tally;
import souk.lab.part.ShopHome;

/** Sends shoppers to a running shop. */
@Command(
    name = "load",
    description = {
      "Sends shoppers to the running shop, who browse, buy, change their minds and ask again when"
          + " nobody answers.",
      "What they ask and are told is written to the shop's history, which ./souk audit holds the"
          + " shop to.",
      "Ctrl-C lets nobody else in, and waits for those in the shop, at most 30 s.",
      "A shop that has only just started serves few at first: code that was never run costs several"
          + " times as much.",
      "Ends with what they met; an order that was refused or not answered is no failure here."
    },
    mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
  private static final int MOST_PER_SECOND = 200;
  private static final int MOST_SECONDS = 3_600;

  /** Longer than a usual visit with an order that is not decided. */
  private static final int FAREWELL_SECONDS = 30;

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShopOptions shop = new ShopOptions();
  @Mixin private TargetOptions target = new TargetOptions();

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "shoppers a second, at most 200 (default: ${DEFAULT-VALUE})")
  private int rate = 5;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long, at most an hour (default: ${DEFAULT-VALUE})")
  private int seconds = 60;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireWithin("--rate", rate, MOST_PER_SECOND);
    requireWithin("--seconds", seconds, MOST_SECONDS);
    if (target.isCluster(spec)) {
      ClusterShop cluster = target.cluster();
      try (Door door = Door.to(cluster, target.door())) {
        send(door.grpc(), cluster.history());
      }
    } else {
      ShopHome home = shop.home();
      send(ShopOptions.statusOrFail(home).grpc(), home.history());
    }
    return 0;
  }

  private void send(String grpc, Path histories) throws InterruptedException {
    InstantSource clock = InstantSource.system();
    String history = "shoppers-" + STAMP.format(clock.instant());
    PrintWriter out = spec.commandLine().getOut();
    CountDownLatch told = new CountDownLatch(1);
    try (Crowd crowd = Crowd.withoutTimeline(grpc, histories, history, clock, clock.millis())) {
      Thread farewell = new Thread(() -> seeOff(crowd, told, out), "see off");
      Runtime.getRuntime().addShutdownHook(farewell);
      out.printf("%d shoppers a second for %d s%n", rate, seconds);
      crowd.send(Habit.TIDY, Arrivals.even(rate), Duration.ofSeconds(seconds));
      Tally.Figures figures = crowd.tally().figures();
      out.printf(
          "%d came, %d checked out, %d orders were told to be confirmed; %.1f%% answered after at"
              + " most one retry%n",
          figures.visits(), figures.checkouts(), figures.confirmed(), figures.answeredPercent());
      Tally.BrokenOff brokenOff = crowd.tally().brokenOff();
      if (brokenOff.visits() > 0) {
        out.printf("%d of them broke off: %s%n", brokenOff.visits(), brokenOff.first());
      }
      out.flush();
    } finally {
      told.countDown();
    }
  }

  /**
   * Who ends the load early, with Ctrl-C or the control room's button, lets nobody else in. Those
   * in the shop come to an end, so that no order is left of which its shopper has not heard.
   */
  private static void seeOff(Crowd crowd, CountDownLatch told, PrintWriter out) {
    if (told.getCount() == 0) {
      return;
    }
    crowd.stop();
    out.printf(
        "nobody else comes; waiting for those in the shop, %d s at most%n", FAREWELL_SECONDS);
    out.flush();
    try {
      if (!told.await(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("souk: ended while some shoppers still waited for an answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void requireWithin(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + " " + value + " (expected: 1 to " + most + ")");
    }
  }
}
