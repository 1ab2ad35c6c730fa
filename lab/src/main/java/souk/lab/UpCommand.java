// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import souk.lab.cluster.Control.Connection;
import souk.lab.cluster.Control.Outcome;
import souk.lab.cluster.Control.Reply;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;
import souk.lab.cluster.Launcher;
import souk.lab.cluster.ShopStatus;
import souk.lab.part.FrontDoor;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;
import souk.lab.process.LabException;

/**
 * Starts a supervisor for the shop and follows it: until the shop is up, or, in the foreground,
 * until its end.
 */
@Command(
    name = "up",
    description = {
      "Starts the whole shop: Consul, PostgreSQL, Redis, two of each service.",
      "Without -d it stays in the foreground, and Ctrl-C ends everything."
    },
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShopOptions shop = new ShopOptions();

  @Option(
      names = "-d",
      description = "go to the background once the shop is up; ./souk down ends it")
  private boolean detached;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "the web port; gRPC is on N + 1 (default: ${DEFAULT-VALUE})")
  private int port = 8080;

  @Option(
      names = "--optimize",
      description = {
        "compile hot code with both of the JVM's compilers: for benchmarks;",
        "half the latency after minutes of load, for half again the memory"
      })
  private boolean optimize;

  @Option(names = "--wires", description = "calls between services go over wires, for ./souk link")
  private boolean wires;

  @Option(
      names = "--small-disks",
      description = {
        "each store has a small disk of its own, in memory, which ./souk fill can fill: this shop",
        "begins empty, and its data ends with it; what another up has kept stays as it is"
      })
  private boolean smallDisks;

  @Option(
      names = "--clocks",
      description = {
        "each instance of a service has a clock of its own, for ./souk clock; it starts more slowly"
      })
  private boolean clocks;

  @Override
  public Integer call() throws IOException, InterruptedException {
    FrontDoor door = door();
    ShopHome home = shop.home();
    ShopStatus running = running(home);
    if (running != null) {
      return alreadyRunning(running, door);
    }
    long start = System.nanoTime();
    ShopPlan plan = optimize ? ShopPlan.plain().with(Trait.OPTIMIZED) : ShopPlan.plain();
    plan = wires ? plan.with(Trait.WIRED) : plan;
    plan = clocks ? plan.with(Trait.FAULTS) : plan;
    plan = smallDisks ? plan.with(Trait.SMALL_DISKS) : plan;
    try (Connection connection = Launcher.launch(home, door, plan)) {
      return follow(connection, home, start);
    }
  }

  private FrontDoor door() {
    try {
      return new FrontDoor(port);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--" + e.getMessage());
    }
  }

  private static @Nullable ShopStatus running(ShopHome home) throws IOException {
    Optional<Connection> found = Launcher.connect(home);
    if (found.isEmpty()) {
      return null;
    }
    try (Connection connection = found.get()) {
      return connection.ask(new Request(Verb.STATUS, "", false), line -> {}).status();
    }
  }

  private int alreadyRunning(ShopStatus running, FrontDoor door) {
    if (!running.web().equals(door.web())) {
      throw new LabException(
          "shop '%s' runs already, at %s: ./souk down first, or start another by --name"
              .formatted(running.shop(), running.web()));
    }
    String asked =
        Stream.of(
                optimize ? "--optimize" : "",
                wires ? "--wires" : "",
                clocks ? "--clocks" : "",
                smallDisks ? "--small-disks" : "")
            .filter(option -> !option.isEmpty())
            .collect(Collectors.joining(" "));
    if (!asked.isEmpty()) {
      throw new LabException(
          "shop '%s' runs already: ./souk down first, then up with %s"
              .formatted(running.shop(), asked));
    }
    spec.commandLine()
        .getOut()
        .println("Shop '" + running.shop() + "' runs already (" + running.state() + ").");
    Where.print(running, spec.commandLine().getOut());
    return 0;
  }

  private int follow(Connection connection, ShopHome home, long start) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    AtomicBoolean over = new AtomicBoolean();
    endOnInterrupt(home, over);
    Reply reply =
        connection.ask(
            new Request(Verb.FOLLOW, "", detached),
            line -> out.printf("%5.1f s  %s%n", (System.nanoTime() - start) / 1e9, line));
    ShopStatus status = reply.status();
    over.set(detached || status == null);
    if (reply.outcome() == Outcome.FAILED || status == null) {
      throw new LabException(reply.text());
    }
    out.printf("%5.1f s  the shop is up%n%n", (System.nanoTime() - start) / 1e9);
    Where.print(status, out);
    if (!detached) {
      out.println("Ctrl-C ends everything.");
      connection.listen(out::println);
    }
    over.set(true);
    return 0;
  }

  /**
   * The shop would end anyway when this process does; staying until then, this process can tell of
   * it.
   */
  private static void endOnInterrupt(ShopHome home, AtomicBoolean over) {
    Thread farewell =
        new Thread(
            () -> {
              if (!over.get()) {
                Farewell.endQuietly(home);
              }
            },
            "farewell");
    Runtime.getRuntime().addShutdownHook(farewell);
  }
}
