// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import souk.lab.bench.CpuTimes;
import souk.lab.bench.ShopCpu;
import souk.lab.bench.ShopDatabase;
import souk.lab.bench.ShopDatabase.Commits;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Idea;
import souk.lab.experiment.Run;
import souk.lab.experiment.Stage;
import souk.lab.experiment.Times;
import souk.lab.experiment.Trial;
import souk.lab.experiment.Verdict;
import souk.lab.wire.Carried;

/** What an order costs, which is what its guarantees cost. */
@Command
public final class Cost implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "an order costs a known number of commits and messages, which is what its guarantees take, and not more under load",
          "eight buyers with filled carts, two instances of each service",
          "none: it is counted what a checkout and the work after it take");

  private static final int ORDERS = 1_500;
  private static final int SHORT_ORDERS = 300;
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final Duration SHORT_WARM_UP = Duration.ofSeconds(12);

  /** Those of docs/benchmarks.md: five of the checkout, four after it, and those of the queue. */
  private static final double MOST_COMMITS = 14;

  private static final double LEAST_COMMITS = 5;

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
    private final Stage stage;
    private Commits commits = new Commits(new TreeMap<>(), 0);
    private SortedMap<String, Carried> carried = new TreeMap<>();

    Counted(ShopDatabase database, Stage stage) {
      this.database = database;
      this.stage = stage;
    }

    @Override
    public void before() throws InterruptedException {
      commits = database.commits();
      carried = stage.wires().carried(edge -> true);
    }

    @Override
    public void after() throws InterruptedException {
      SortedMap<String, Carried> now = stage.wires().carried(edge -> true);
      now.replaceAll((callee, sum) -> sum.since(carried.getOrDefault(callee, Carried.NOTHING)));
      carried = now;
      commits = database.commits().since(commits);
    }
  }

  @Override
  public String name() {
    return "cost";
  }

  @Override
  public String summary() {
    return "what an order costs: CPU, memory, messages, bytes, commits";
  }

  @Override
  public Idea idea() {
    return Idea.COST;
  }

  @Override
  public Times times() {
    return new Times(150, 100);
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
    try (ShopDatabase database =
        ShopDatabase.of(stage.shop().home(), stage.shop().part("postgres").address())) {
      Counted counted = new Counted(database, stage);
      run.say("warming up");
      Bought bought =
          Bought.of(
              stage.shop(),
              run.isShort() ? SHORT_WARM_UP : WARM_UP,
              run.isShort() ? SHORT_ORDERS : ORDERS,
              counted);
      table(bought, counted).forEach(line -> run.print("    " + line));
      double orders = bought.orders();
      double messages = counted.carried.values().stream().mapToLong(Carried::requests).sum();
      stage.check(
          Check.atMost(
              "commits that write, of an order",
              counted.commits.writing() / orders,
              MOST_COMMITS,
              ""));
      stage.check(
          Check.atLeast(
              "and not fewer than its guarantees take",
              counted.commits.writing() / orders,
              LEAST_COMMITS,
              ""));
      stage.check(
          Check.atMost(
              "requests between services and to the acquirer, of an order",
              messages / orders,
              MOST_MESSAGES,
              ""));
      stage.check(
          Check.atLeast("and not fewer than that is said to be", messages / orders, MESSAGES, ""));
    }
  }

  private static List<String> table(Bought bought, Counted counted) {
    List<String> lines = new ArrayList<>();
    double orders = bought.orders();
    lines.add("of an order, the work after it included, of %,d:".formatted(bought.orders()));
    for (Map.Entry<String, Duration> part : bought.cpu().byPart().entrySet()) {
      if (ShopCpu.isOurs(part.getKey())) {
        lines.add(line("CPU, " + part.getKey(), part.getValue().toNanos() / 1e6 / orders, "ms"));
      }
    }
    lines.add(line("CPU, all of them", bought.cpuMillis(), "ms"));
    counted
        .commits
        .byDatabase()
        .forEach((name, count) -> lines.add(line("commits, " + name, count / orders, "")));
    lines.add(line("commits that write", counted.commits.writing() / orders, ""));
    Carried all = counted.carried.values().stream().reduce(Carried.NOTHING, Carried::plus);
    lines.add(line("requests between services", all.requests() / orders, ""));
    lines.add(line("bytes between services", all.bytes() / orders, ""));
    lines.add(line("memory, of the whole shop", (double) (bought.memoryBytes() >> 20), "MB"));
    lines.add("at " + bought.told());
    return lines;
  }

  private static String line(String what, double value, String unit) {
    return "%-28s %,10.2f %s".formatted(what, value, unit);
  }
}
