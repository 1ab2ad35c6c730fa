// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import souk.lab.bench.CpuTimes;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Idea;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.experiment.Stage;
import souk.lab.experiment.Times;
import souk.lab.experiment.Trial;
import souk.lab.experiment.Verdict;
import souk.lab.part.ServiceKind;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;

/** The same code as many processes, and as one. */
@Command
public final class MonolithOrMany implements Experiment {
  private static final Design DESIGN =
      Design.of(
              "the same code does the same as one process, with less memory and no more CPU; what many processes are for is not speed",
              "buyers at one instance of each service",
              "none but the form: six processes, then one process that holds all six")
          .abortedWhen(Design.Abort.BY_HAND);

  private static final int ORDERS = 1_000;
  private static final int SHORT_ORDERS = 300;
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final Duration SHORT_WARM_UP = Duration.ofSeconds(9);

  /** What two runs of the same differ by on a machine that does other things too. */
  private static final double NOISE = 1.15;

  @Override
  public String name() {
    return "monolith-or-many";
  }

  @Override
  public String summary() {
    return "the same code as six processes and as one: orders a second, latency, CPU, memory";
  }

  @Override
  public Idea idea() {
    return Idea.SCALING;
  }

  @Override
  public Times times() {
    return new Times(180, 65);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    if (!CpuTimes.canBeRead()) {
      return Verdict.skip("the CPU time of processes can be read on Linux only");
    }
    return Trial.of(run, idea(), DESIGN).on(ShopPlan.plain().withOneOfEachBut()).play(this::play);
  }

  private void play(Stage stage) throws Exception {
    Run run = stage.run();
    Bought many = buy(stage.shop(), run);
    run.say("six processes: " + many.told());
    // The other shop is to have the machine for itself; the stores are idle, and are audited later.
    stage.shop().stopTogether(ServiceKind.inside());
    Bought one;
    try (OwnShop shop = run.startShop("lab-monolith", ShopPlan.plain().with(Trait.MONOLITH))) {
      one = buy(shop, run);
      run.say("one process:   " + one.told());
      Check audit = Trial.audit("one process, audit", shop, run);
      stage.check(audit);
      shop.discardIf(audit.holds());
    }
    stage.check(
        Check.exactly(
            "orders confirmed by each", Math.min(many.orders(), one.orders()), orders(run)));
    stage.check(
        Check.atMost(
            "memory of the one, of what the six need",
            100.0 * one.memoryBytes() / many.memoryBytes(),
            100,
            "%"));
    stage.check(
        Check.atMost(
            "CPU of an order in the one, of what the six need",
            100 * one.cpuMillis() / many.cpuMillis(),
            100 * NOISE,
            "%"));
  }

  private static Bought buy(OwnShop shop, Run run) throws IOException, InterruptedException {
    run.say("warming up");
    return Bought.of(
        shop, run.isShort() ? SHORT_WARM_UP : WARM_UP, orders(run), Bought.Meter.none());
  }

  private static int orders(Run run) {
    return run.isShort() ? SHORT_ORDERS : ORDERS;
  }
}
