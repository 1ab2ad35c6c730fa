// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import souk.lab.bench.ShopDatabase.Commits;
import souk.lab.cluster.ShopStatus;
import souk.v1.CheckoutRequest;

/**
 * What an order costs when the shop does nothing but orders: carts are filled first, then all are
 * bought as fast as it goes, and it is over when all work after the orders is done, too.
 */
public final class Saturation {
  private static final int WARM_UP_ORDERS = 500;
  private static final int MOST_ORDERS = 30_000;

  private final Load load;
  private final ShopDatabase database;
  private final ShopStatus shop;
  private final int atOnce;

  public Saturation(Load load, ShopDatabase database, ShopStatus shop, int atOnce) {
    this.load = load;
    this.database = database;
    this.shop = shop;
    this.atOnce = atOnce;
  }

  /**
   * Buys for so long without looking, then measures for about so long, and prints what it found.
   */
  public void run(Duration warmUp, Duration duration, PrintWriter out) throws InterruptedException {
    double perSecond = warmUp(warmUp, out);
    int orders = (int) Math.clamp(perSecond * duration.toMillis() / 1_000, 1, MOST_ORDERS);
    out.printf("filling %,d carts%n", orders);
    List<CheckoutRequest> carts = load.fill(orders, atOnce);
    database.awaitQuiet();
    Commits commitsBefore = database.commits();
    CpuTimes cpuBefore = ShopCpu.read(shop);
    long begin = System.nanoTime();
    Sales sales = load.buy(carts, atOnce);
    double seconds = (System.nanoTime() - begin) / 1e9;
    database.awaitQuiet();
    double untilQuiet = (System.nanoTime() - begin) / 1e9;
    CpuTimes cpu = ShopCpu.read(shop).since(cpuBefore);
    Commits commits = database.commits().since(commitsBefore);

    out.printf(
        "%,d orders confirmed in %.1f s, %d at once: %.0f a second; all work after them done in"
            + " %.1f s: %.0f a second%n",
        orders, seconds, atOnce, orders / seconds, untilQuiet, orders / untilQuiet);
    out.println(sales.figures());
    printCommits(out, commits, orders);
    if (CpuTimes.canBeRead()) {
      printCpu(out, cpu, orders);
    } else {
      out.println("The CPU time of an order is told on Linux only.");
    }
  }

  /**
   * Compiled code, filled pools and caches are what a shop that is at work has.
   *
   * @return how many orders a second it took at last
   */
  private double warmUp(Duration duration, PrintWriter out) throws InterruptedException {
    out.printf("warming up for %d s%n", duration.toSeconds());
    long end = System.nanoTime() + duration.toNanos();
    double perSecond;
    do {
      List<CheckoutRequest> carts = load.fill(WARM_UP_ORDERS, atOnce);
      long begin = System.nanoTime();
      load.buy(carts, atOnce);
      perSecond = WARM_UP_ORDERS / ((System.nanoTime() - begin) / 1e9);
    } while (System.nanoTime() < end);
    return perSecond;
  }

  private static void printCommits(PrintWriter out, Commits commits, int orders) {
    out.printf("%ncommits of an order, reading ones and the work after it included%n");
    commits
        .byDatabase()
        .forEach((name, count) -> out.printf("  %-22s %8.2f%n", name, (double) count / orders));
    out.printf("  %-22s %8.2f%n", "all that write", (double) commits.writing() / orders);
  }

  private static void printCpu(PrintWriter out, CpuTimes cpu, int orders) {
    out.printf("%nCPU of an order, ms%n");
    for (Map.Entry<String, Duration> part : cpu.byPart().entrySet()) {
      out.printf(
          "  %-22s %8.3f%s%n",
          part.getKey(),
          millis(part.getValue(), orders),
          ShopCpu.isOurs(part.getKey()) ? "" : "   not counted");
    }
    out.printf("  %-22s %8.3f%n", "ours, all together", millis(ShopCpu.ours(cpu), orders));
  }

  private static double millis(Duration time, int orders) {
    return time.toNanos() / 1e6 / orders;
  }
}
