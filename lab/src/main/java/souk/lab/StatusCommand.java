// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import souk.lab.cluster.Control.Connection;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;
import souk.lab.cluster.Launcher;
import souk.lab.cluster.ShopStatus;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.metrics.CallsReport;
import souk.lab.metrics.Scrapes;
import souk.lab.part.ShopHome;
import souk.lab.process.LabException;

/** Shows how each part of a shop stands. */
@Command(
    name = "status",
    description = {
      "Shows each instance and store: pid, address, health, memory; then what is amiss with the"
          + " calls between them.",
      "Exits with 1 when the shop is not running."
    },
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShopOptions shop = new ShopOptions();

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Option(
      names = "--calls",
      description = "every breaker, limit and target, also those that are as they should be")
  private boolean calls;

  @Override
  public Integer call() throws IOException {
    ShopHome home = shop.home();
    PrintWriter out = spec.commandLine().getOut();
    Optional<Connection> found = Launcher.connect(home);
    if (found.isEmpty()) {
      out.println(
          json
              ? GSON.toJson(Map.of("shop", home.shop(), "running", false))
              : "Shop '" + home.shop() + "' is not running.");
      return 1;
    }
    try (Connection connection = found.get()) {
      ShopStatus status = connection.ask(new Request(Verb.STATUS, "", false), line -> {}).status();
      if (status == null) {
        throw new LabException("the supervisor gave no status");
      }
      if (json) {
        out.println(GSON.toJson(status));
      } else {
        print(status, calls, out);
      }
      return 0;
    }
  }

  private static void print(ShopStatus status, boolean calls, PrintWriter out) {
    out.printf("Shop '%s' is %s.%n%n", status.shop(), status.state());
    List<PartStatus> all =
        Stream.concat(status.instances().stream(), status.stores().stream()).toList();
    boolean strained = all.stream().anyMatch(part -> !part.strain().equals("-"));
    out.printf(
        "%-10s %-12s %-9s %8s  %-22s %-9s %8s  %s%n",
        "SERVICE", "NAME", "STATE", "PID", "ADDRESS", "HEALTH", "MEMORY", strained ? "STRAIN" : "");
    for (PartStatus part : all) {
      out.printf(
          "%-10s %-12s %-9s %8s  %-22s %-9s %5d MB  %s%n",
          part.service(),
          part.name(),
          part.state(),
          part.pid() == 0 ? "-" : part.pid(),
          part.address(),
          part.health(),
          part.memoryBytes() >> 20,
          strained ? part.strain() : "");
    }
    out.println();
    if (!status.links().isEmpty()) {
      status
          .links()
          .forEach(
              link -> out.printf("calls from %s to %s: %s%n", link.from(), link.to(), link.what()));
      out.println();
    }
    new CallsReport(Scrapes.of(measured(status)), calls).lines().forEach(out::println);
    out.println();
    Where.print(status, out);
  }

  /** Those that run, and where they tell their metrics. */
  private static Map<String, String> measured(ShopStatus status) {
    return status.instances().stream()
        .filter(part -> part.state().equals("running") && !part.metrics().equals("-"))
        .collect(Collectors.toMap(PartStatus::name, PartStatus::metrics));
  }
}
