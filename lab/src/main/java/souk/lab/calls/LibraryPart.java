// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import souk.lab.process.LabException;

/** What the libraries add to a call, by JMH, in a process without a shop. */
final class LibraryPart implements CallsPart {
  private static final int PAIRS = 5;
  private static final String BENCHMARK = "souk.bench.CallChain";
  private static final List<String> SHORT_AND_OFTEN =
      List.of(
          "-foe", "true", "-f", "1", "-wi", "3", "-w", "1", "-i", "3", "-r", "1", "-prof", "gc");

  @Override
  public String name() {
    return "library";
  }

  @Override
  public String summary() {
    return "JMH: a call in one process, bare and with everything on";
  }

  /** One benchmark of one run. */
  private record Cost(double nanos, double bytes) {}

  @Override
  public List<Figure> measure(CallsShops shops) throws Exception {
    List<Double> nanos = new ArrayList<>();
    List<Double> bytes = new ArrayList<>();
    List<Double> bareNanos = new ArrayList<>();
    List<Double> bareBytes = new ArrayList<>();
    for (int i = 1; i <= PAIRS; i++) {
      Map<String, Cost> costs = costs(shops.root());
      costs.forEach(
          (name, cost) ->
              shops
                  .run()
                  .say("%-18s %,8.0f ns %,8.0f B".formatted(name, cost.nanos(), cost.bytes())));
      Cost bare = of(costs, "bare");
      Cost everything = of(costs, "everything");
      nanos.add(everything.nanos() - bare.nanos());
      bytes.add(everything.bytes() - bare.bytes());
      bareNanos.add(bare.nanos());
      bareBytes.add(bare.bytes());
    }
    return List.of(
        Figure.atMost(
            "everything on, above a bare call: time",
            Median.of(nanos) / 1e3,
            Figure.number(Median.of(bareNanos) / 1e3, "us"),
            2,
            "us"),
        Figure.atMost(
            "everything on, above a bare call: allocated",
            Median.of(bytes) / 1e3,
            Figure.number(Median.of(bareBytes) / 1e3, "KB"),
            1.5,
            "KB"));
  }

  private static Cost of(Map<String, Cost> costs, String name) {
    Cost cost = costs.get(name);
    if (cost == null) {
      throw new LabException("JMH did not tell of " + name);
    }
    return cost;
  }

  private static Map<String, Cost> costs(Path root) throws IOException, InterruptedException {
    Path result = Files.createTempFile("souk-jmh", ".json");
    Path log = Files.createTempFile("souk-jmh", ".log");
    try {
      List<String> command = command(root);
      command.addAll(List.of("-rf", "json", "-rff", result.toString()));
      Process jmh =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        if (jmh.waitFor() != 0) {
          throw new LabException("JMH failed: " + lastLines(log));
        }
      } finally {
        jmh.descendants().forEach(ProcessHandle::destroy);
        jmh.destroy();
      }
      return parse(Files.readString(result));
    } finally {
      Files.delete(result);
      Files.delete(log);
    }
  }

  private static List<String> command(Path root) {
    Path shop = root.resolve("lab/target/shop");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            shop.resolve("bench.jar").toString(),
            shop.resolve("jmh").resolve("*").toString(),
            shop.resolve("lib").resolve("*").toString()));
    command.add("org.openjdk.jmh.Main");
    command.add(BENCHMARK);
    command.addAll(SHORT_AND_OFTEN);
    return command;
  }

  private static Map<String, Cost> parse(String json) {
    Map<String, Cost> costs = new HashMap<>();
    JsonArray results = JsonParser.parseString(json).getAsJsonArray();
    for (JsonElement each : results) {
      JsonObject result = each.getAsJsonObject();
      String name = result.get("benchmark").getAsString();
      JsonObject allocated =
          result.getAsJsonObject("secondaryMetrics").getAsJsonObject("gc.alloc.rate.norm");
      costs.put(
          name.substring(name.lastIndexOf('.') + 1),
          new Cost(score(result.getAsJsonObject("primaryMetric")), score(allocated)));
    }
    return costs;
  }

  private static double score(JsonObject metric) {
    return metric.get("score").getAsDouble();
  }

  private static String lastLines(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n  ", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
  }
}
