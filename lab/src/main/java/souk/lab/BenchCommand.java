// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import souk.lab.bench.Buyer;
import souk.lab.bench.Load;
import souk.lab.bench.Sales;
import souk.lab.bench.Saturation;
import souk.lab.bench.ShopDatabase;
import souk.lab.cluster.Control.Connection;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;
import souk.lab.cluster.ShopStatus;
import souk.lab.process.LabException;

/** Buys from a running shop, and prints how long it took and what it cost. */
@Command(
    name = "bench",
    description = {
      "Buys from the running shop through its gateway: for each order a new cart, one product, a checkout.",
      "Without --rate or --saturate: so many orders by so many buyers. Prints the latency of the checkouts and the memory"
          + " of all processes afterwards.",
      "With --rate: by a schedule that does not wait for the shop; latency counts from the moment in the schedule.",
      "With --saturate: buys carts that were filled before as fast as it goes, and prints the CPU time and the commits of"
          + " an order, its after-work included.",
      "Exits with 1 when an order was not confirmed."
    },
    mixinStandardHelpOptions = true,
    subcommands = BenchCallsCommand.class)
final class BenchCommand implements Callable<Integer> {
  private static final int MOST_ORDERS = 100_000;
  private static final int MOST_BUYERS = 64;
  private static final int MOST_SECONDS = 3_600;
  private static final int MOST_PER_SECOND = 5_000;
  private static final int BUYERS_THAT_SATURATE = 32;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShopOptions shop = new ShopOptions();

  @Option(names = "--orders", description = "how many (default: ${DEFAULT-VALUE})")
  private int orders = 100;

  @Option(
      names = "--buyers",
      description =
          "how many buy at once (default: 1, with --saturate " + BUYERS_THAT_SATURATE + ")")
  private int buyers;

  @ArgGroup private @Nullable Mode mode;

  @Option(
      names = "--seconds",
      description = "how long, with --rate or --saturate (default: ${DEFAULT-VALUE})")
  private int seconds = 20;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "with --saturate: how long before it is measured (default: ${DEFAULT-VALUE})")
  private int warmUpSeconds = 30;

  /** One of them at most. */
  private static final class Mode {
    @Option(names = "--rate", paramLabel = "R", description = "so many orders a second")
    private @Nullable Integer rate;

    @Option(names = "--saturate", description = "as many as it can, and what each costs")
    private boolean saturate;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireWithin("--orders", orders, MOST_ORDERS);
    requireWithin("--seconds", seconds, MOST_SECONDS);
    requireWithin("--warm-up", warmUpSeconds, MOST_SECONDS);
    Integer rate = mode == null ? null : mode.rate;
    if (rate != null) {
      requireWithin("--rate", rate, MOST_PER_SECOND);
    }
    boolean saturate = mode != null && mode.saturate;
    int atOnce = buyers == 0 ? (saturate ? BUYERS_THAT_SATURATE : 1) : buyers;
    requireWithin("--buyers", atOnce, MOST_BUYERS);

    PrintWriter out = spec.commandLine().getOut();
    ShopStatus before = status();
    ManagedChannel channel = NettyChannelBuilder.forTarget(before.grpc()).usePlaintext().build();
    try {
      Load load = new Load(Buyer.of(channel));
      if (saturate) {
        saturate(load, before, atOnce, out);
      } else if (rate != null) {
        Sales sales = load.buyByRate(rate, Duration.ofSeconds(seconds));
        out.printf("%d orders confirmed, %d a second%n", sales.sales().size(), rate);
        out.println(sales.figures());
      } else {
        buy(load, atOnce, out);
      }
    } finally {
      channel.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
    }
    out.printf("memory     %,d MB in all%n", status().memoryBytes() >> 20);
    return 0;
  }

  private void saturate(Load load, ShopStatus status, int atOnce, PrintWriter out)
      throws InterruptedException {
    String postgres =
        status.stores().stream()
            .filter(store -> store.service().equals("postgres"))
            .findFirst()
            .orElseThrow(() -> new LabException("the shop has no PostgreSQL"))
            .address();
    try (ShopDatabase database = ShopDatabase.of(shop.home(), postgres)) {
      new Saturation(load, database, status, atOnce)
          .run(Duration.ofSeconds(warmUpSeconds), Duration.ofSeconds(seconds), out);
    }
  }

  private void buy(Load load, int atOnce, PrintWriter out) throws InterruptedException {
    long begin = System.nanoTime();
    Sales sales = load.buyOneByOne(orders, atOnce);
    double took = (System.nanoTime() - begin) / 1e9;
    out.printf("%d orders confirmed in %.1f s, %d at once%n", orders, took, atOnce);
    out.println(sales.figures());
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
