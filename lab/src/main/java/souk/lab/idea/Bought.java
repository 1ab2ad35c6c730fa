// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import souk.lab.bench.Buyer;
import souk.lab.bench.CpuTimes;
import souk.lab.bench.Latencies;
import souk.lab.bench.Load;
import souk.lab.bench.Sale;
import souk.lab.bench.ShopCpu;
import souk.lab.bench.ShopDatabase;
import souk.lab.cluster.ShopStatus;
import souk.lab.experiment.OwnShop;
import souk.v1.CheckoutRequest;

/**
 * What many orders took, bought as fast as it goes by so many buyers, until the work after them was
 * done, too.
 *
 * @param perSecond orders
 * @param p50Millis of a checkout, to its decision
 * @param cpuMillis of the shop's own processes, for an order; outside parties and the load do not
 *     count
 * @param memoryBytes of all its processes afterwards
 * @param cpu of all orders, each process apart
 */
record Bought(
    int orders,
    double perSecond,
    double p50Millis,
    double p99Millis,
    double cpuMillis,
    long memoryBytes,
    CpuTimes cpu) {
  private static final int AT_ONCE = 8;
  private static final int WARM_UP_ORDERS = 150;

  /** What is looked at before the orders and after the work that follows them. */
  interface Meter {
    void before() throws InterruptedException;

    void after() throws InterruptedException;

    /** None. */
    static Meter none() {
      return new Meter() {
        @Override
        public void before() {}

        @Override
        public void after() {}
      };
    }
  }

  /**
   * Buys without looking for so long, and then so many.
   *
   * @throws souk.lab.process.LabException when one is not confirmed
   */
  static Bought of(OwnShop shop, Duration warmUp, int orders, Meter meter)
      throws IOException, InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(shop.door().grpc()).usePlaintext().build();
    try (ShopDatabase database = ShopDatabase.of(shop.home(), shop.part("postgres").address())) {
      Load load = new Load(Buyer.of(channel));
      long end = System.nanoTime() + warmUp.toNanos();
      while (System.nanoTime() < end) {
        load.buy(load.fill(WARM_UP_ORDERS, AT_ONCE), AT_ONCE);
      }
      List<CheckoutRequest> carts = load.fill(orders, AT_ONCE);
      database.awaitQuiet();
      meter.before();
      return measure(shop, load, carts, database, meter);
    } finally {
      channel.shutdownNow();
    }
  }

  private static Bought measure(
      OwnShop shop, Load load, List<CheckoutRequest> carts, ShopDatabase database, Meter meter)
      throws IOException, InterruptedException {
    ShopStatus status = shop.status();
    CpuTimes before = ShopCpu.read(status);
    long begin = System.nanoTime();
    Latencies latencies =
        new Latencies(load.buy(carts, AT_ONCE).sales().stream().map(Sale::latency).toList());
    double seconds = (System.nanoTime() - begin) / 1e9;
    database.awaitQuiet();
    CpuTimes cpu = ShopCpu.read(status).since(before);
    meter.after();
    int orders = carts.size();
    return new Bought(
        orders,
        orders / seconds,
        latencies.millis(0.5),
        latencies.millis(0.99),
        ShopCpu.ours(cpu).toNanos() / 1e6 / orders,
        shop.status().memoryBytes(),
        cpu);
  }

  /** In one line. */
  String told() {
    return "%,.0f orders a second, p50 %.0f ms, p99 %.0f ms, %.1f ms of CPU an order, %,d MB"
        .formatted(perSecond, p50Millis, p99Millis, cpuMillis, memoryBytes >> 20);
  }
}
