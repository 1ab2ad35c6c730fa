// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import souk.lab.bench.Buyer;
import souk.lab.bench.Latencies;
import souk.lab.cluster.Control.Connection;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;
import souk.lab.cluster.ShopStatus;
import souk.lab.process.LabException;

/** Buys from a running shop, and prints how long it took and what the shop weighs afterwards. */
@Command(
    name = "bench",
    description = {
      "Buys from the running shop through its gateway: for each order a new cart, one product, a checkout.",
      "Prints the latency of the checkouts and the memory of all processes afterwards.",
      "Exits with 1 when an order was not confirmed."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final int MOST_ORDERS = 100_000;
  private static final int MOST_BUYERS = 64;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShopOptions shop = new ShopOptions();

  @Option(names = "--orders", description = "how many (default: ${DEFAULT-VALUE})")
  private int orders = 100;

  @Option(names = "--buyers", description = "how many buy at once (default: ${DEFAULT-VALUE})")
  private int buyers = 1;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireWithin("--orders", orders, MOST_ORDERS);
    requireWithin("--buyers", buyers, MOST_BUYERS);
    PrintWriter out = spec.commandLine().getOut();
    ShopStatus before = status();
    ManagedChannel channel = NettyChannelBuilder.forTarget(before.grpc()).usePlaintext().build();
    try {
      long begin = System.nanoTime();
      Latencies latencies = buy(channel);
      double seconds = (System.nanoTime() - begin) / 1e9;
      out.printf("%d orders confirmed in %.1f s, %d at once%n", orders, seconds, buyers);
      out.printf(
          "checkout   p50 %.1f ms   p99 %.1f ms   longest %.1f ms%n",
          latencies.millis(0.5), latencies.millis(0.99), latencies.millis(1));
    } finally {
      channel.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
    }
    out.printf("memory     %,d MB in all%n", status().memoryBytes() >> 20);
    return 0;
  }

  private Latencies buy(ManagedChannel channel) throws InterruptedException {
    Buyer buyer = Buyer.of(channel);
    List<Future<Duration>> bought = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(buyers)) {
      for (int i = 0; i < orders; i++) {
        bought.add(threads.submit(buyer::buy));
      }
      List<Duration> durations = new ArrayList<>();
      for (Future<Duration> order : bought) {
        durations.add(order.get());
      }
      return new Latencies(durations);
    } catch (ExecutionException e) {
      bought.forEach(order -> order.cancel(true));
      throw new LabException("an order was not confirmed: " + e.getCause());
    }
  }

  private ShopStatus status() throws IOException {
    try (Connection connection = ShopOptions.connectOrFail(shop.home())) {
      ShopStatus status = connection.ask(new Request(Verb.STATUS, "", false), line -> {}).status();
      if (status == null) {
        throw new LabException("the supervisor gave no status");
      }
      return status;
    }
  }

  private void requireWithin(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          spec.commandLine(), option + " " + value + " (expected: 1 to " + most + ")");
    }
  }
}
