// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import picocli.CommandLine.Command;
import souk.lab.bench.CpuTimes;
import souk.lab.bench.ShopDatabase;
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
import souk.lab.wire.Carried;
import souk.lab.wire.Wires;

/** What an order costs, which is what its guarantees cost. */
@Command
public final class Cost implements Experiment {
  private static final Design DESIGN =
      Design.of(
              "an order costs a known number of commits and messages, which is what its guarantees take, in whatever form the shop is run",
              "eight buyers with filled carts",
              "none but the form: two instances of each service, then one of each, then one process")
          .abortedWhen(Design.Abort.BY_HAND);

  private static final int ORDERS = 1_500;
  private static final int SHORT_ORDERS = 300;
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final Duration SHORT_WARM_UP = Duration.ofSeconds(9);
  private static final Duration SETTLING = Duration.ofSeconds(3);

  /**
   * Those of docs/benchmarks.md: five of the checkout, three after it, two of the acquirer, and
   * those of the queue.
   */
  private static final double MOST_COMMITS = 14;

  /** Without those of the queue. */
  private static final double LEAST_COMMITS = 10;

  /**
   * The checkout, the cart, the prices; hold, authorise, and the acquirer's; settle, capture, and
   * the acquirer's; take out. A few may have been asked again, and payment reads the acquirer's
   * statement.
   */
  private static final double MESSAGES = 10;

  private static final double MOST_MESSAGES = MESSAGES + 0.1;

  /** Counts what a shop's databases and wires do. */
  private static final class Counted implements Bought.Meter {
    private final ShopDatabase database;
    private final Wires wires;
    private long commits;
    private Carried carried = Carried.NOTHING;

    Counted(ShopDatabase database, Wires wires) {
      this.database = database;
      this.wires = wires;
    }

    private Carried all() {
      return wires.carried(edge -> true).values().stream().reduce(Carried.NOTHING, Carried::plus);
    }

    @Override
    public void before() {
      commits = database.writes();
      carried = all();
    }

    @Override
    public void after() {
      carried = all().since(carried);
      commits = database.writes() - commits;
    }
  }

  @Override
  public String name() {
    return "cost";
  }

  @Override
  public String summary() {
    return "what an order costs, per topology: CPU, memory, messages, bytes, commits";
  }

  @Override
  public Idea idea() {
    return Idea.COST;
  }

  @Override
  public Times times() {
    return new Times(150, 90);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    if (!CpuTimes.canBeRead()) {
      return Verdict.skip("the CPU time of processes can be read on Linux only");
    }
    return Trial.of(run, idea(), DESIGN).byWires().play(this::play);
  }

  private void play(Stage stage) throws Exception {
    Run run = stage.run();
    SequencedMap<String, OrderCost> topologies = new LinkedHashMap<>();
    Duration warmUp = run.isShort() ? SHORT_WARM_UP : WARM_UP;
    topologies.put("two of each", cost(run, stage.shop(), stage.wires(), warmUp));
    stage.shop().stopTogether(ServiceKind.inside().stream().map(each -> each + "-2").toList());
    // Those that stay have been at work before.
    topologies.put("one of each", cost(run, stage.shop(), stage.wires(), SETTLING));
    // The other shop is to have the machine for itself; the stores are idle, and are audited later.
    stage.shop().stopTogether(ServiceKind.inside());
    topologies.put("one process", ofOneProcess(stage, warmUp));

    run.print("    CPU of an order, ms, at two of each");
    topologies.firstEntry().getValue().cpuByPart().forEach(line -> run.print("    " + line));
    run.print("");
    OrderCost.table(topologies).forEach(line -> run.print("    " + line));
    topologies.forEach((topology, cost) -> check(stage, topology, cost));
  }

  private static OrderCost ofOneProcess(Stage stage, Duration warmUp) throws Exception {
    Run run = stage.run();
    String name = "lab-one-process";
    try (Wires wires = Wires.open(run.home(name), run.seed());
        OwnShop shop = run.startShop(name, wires.laidInto(ShopPlan.plain().with(Trait.MONOLITH)))) {
      OrderCost cost = cost(run, shop, wires, warmUp);
      Check audit = Trial.audit("one process, audit", shop, run);
      stage.check(audit);
      shop.discardIf(audit.holds());
      return cost;
    }
  }

  private static OrderCost cost(Run run, OwnShop shop, Wires wires, Duration warmUp)
      throws IOException, InterruptedException {
    try (ShopDatabase database = ShopDatabase.of(shop.home(), shop.part("postgres").address())) {
      Counted counted = new Counted(database, wires);
      run.say("warming up");
      Bought bought = Bought.of(shop, warmUp, run.isShort() ? SHORT_ORDERS : ORDERS, counted);
      return new OrderCost(bought, counted.commits, counted.carried);
    }
  }

  private static void check(Stage stage, String topology, OrderCost cost) {
    stage.check(
        Check.atMost(
            topology + ": commits that write, of an order", cost.commitsOfOne(), MOST_COMMITS, ""));
    stage.check(
        Check.atLeast(
            topology + ": not fewer than its guarantees take",
            cost.commitsOfOne(),
            LEAST_COMMITS,
            ""));
    stage.check(
        Check.atMost(
            topology + ": requests between services and to the acquirer",
            cost.requestsOfOne(),
            MOST_MESSAGES,
            ""));
    stage.check(
        Check.atLeast(
            topology + ": requests, not fewer than documented",
            cost.requestsOfOne(),
            MESSAGES,
            ""));
  }
}
