// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import souk.lab.process.LabException;
import souk.lab.process.ProcessId;

/**
 * Packets that the kernel loses on their way through the loopback device: rules of nftables in a
 * table of this process' own, which name ports and nothing else. What they name is forgotten by the
 * kernel some seconds after nobody renews it, so that nothing is lost after a kill -9; the empty
 * table goes when the next shop starts. Thread-safe.
 */
public final class PacketLoss implements AutoCloseable {
  private static final Duration LASTS = Duration.ofSeconds(10);
  private static final Duration RENEWED_EACH = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int ALL_PERCENT = 100;
  private static final String PREFIX = "souk_";
  private static final Pattern PACKETS = Pattern.compile("packets (\\d+)");
  private static final Pattern TABLE = Pattern.compile("table inet (" + PREFIX + "(\\d+)_(\\d+))");

  private final String table = tableOf(ProcessId.current());
  private final ScheduledExecutorService renewal =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("packet-loss").factory());
  private final Thread farewell = new Thread(this::removeQuietly, "packet-loss-end");
  private NavigableMap<Integer, Integer> lost = new TreeMap<>();
  private long lostBefore;

  private PacketLoss() {}

  /** Why there can't be any here; empty when there can. */
  public static Optional<String> missing() {
    try {
      nft("list tables");
      return Optional.empty();
    } catch (LabException e) {
      return Optional.of("packets are lost by nftables, as root: " + e.getMessage());
    }
  }

  /** Removes what processes have left that are gone; does nothing where there can't be any. */
  public static void removeLeftovers() {
    if (missing().isPresent()) {
      return;
    }
    Matcher tables = TABLE.matcher(nft("list tables"));
    while (tables.find()) {
      ProcessId owner = new ProcessId(Long.parseLong(tables.group(2)), tables.group(3));
      if (!owner.isAlive()) {
        // Another one that starts may have been faster.
        nft(emptied(tables.group(1)));
      }
    }
  }

  static PacketLoss open() {
    PacketLoss loss = new PacketLoss();
    Runtime.getRuntime().addShutdownHook(loss.farewell);
    var unused =
        loss.renewal.scheduleWithFixedDelay(
            loss::renew, RENEWED_EACH.toMillis(), RENEWED_EACH.toMillis(), TimeUnit.MILLISECONDS);
    return loss;
  }

  /**
   * From now on so many percent of the packets to and from these ports are lost, and no others.
   *
   * @throws LabException when it can't be done
   */
  synchronized void set(Map<Integer, Integer> percentByPort) {
    NavigableMap<Integer, Integer> next = new TreeMap<>(percentByPort);
    long before = count();
    nft(rules(table, next));
    lostBefore = before;
    lost = next;
  }

  /** How many packets have been lost since it was opened. */
  synchronized long count() {
    if (lost.isEmpty()) {
      return lostBefore;
    }
    Matcher counters = PACKETS.matcher(nft("list counters table inet " + table));
    long sum = lostBefore;
    while (counters.find()) {
      sum += Long.parseLong(counters.group(1));
    }
    return sum;
  }

  /** No packet is lost any more. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(farewell);
    } catch (IllegalStateException e) {
      // It is running.
    }
    remove();
  }

  private synchronized void remove() {
    renewal.shutdownNow();
    lost = new TreeMap<>();
    nft(emptied(table));
  }

  private void removeQuietly() {
    try {
      remove();
    } catch (LabException e) {
      System.err.println(
          "souk: the empty table " + table + " of nftables stays: " + e.getMessage());
    }
  }

  private synchronized void renew() {
    try {
      if (!lost.isEmpty()) {
        nft(elements(table, lost));
      }
    } catch (LabException e) {
      System.err.println("souk: packets are not lost any more: " + e.getMessage());
    }
  }

  /** With what tells it from a later process that has the same pid. */
  static String tableOf(ProcessId owner) {
    return PREFIX + owner.pid() + "_" + owner.startToken();
  }

  private static String emptied(String table) {
    // Adding what is there already is no error; deleting what is not is one.
    return "add table inet %1$s%ndelete table inet %1$s%n".formatted(table);
  }

  /** One transaction: there is no moment without the rules, or with both the old and the new. */
  static String rules(String table, NavigableMap<Integer, Integer> percentByPort) {
    StringBuilder sets = new StringBuilder();
    StringBuilder rules = new StringBuilder();
    for (int percent : new TreeSet<>(percentByPort.values())) {
      String some = percent == ALL_PERCENT ? "" : "numgen random mod 100 < %d ".formatted(percent);
      sets.append("  set lost_%d { type inet_service; flags timeout; }%n".formatted(percent));
      sets.append("  counter count_%d { }%n".formatted(percent));
      for (String port : List.of("dport", "sport")) {
        rules.append(
            "    iifname \"lo\" tcp %1$s @lost_%2$d %3$scounter name count_%2$d drop%n"
                .formatted(port, percent, some));
      }
    }
    // On their way in: the sender is to believe that they are sent.
    return emptied(table)
        + "table inet %s {%n%s  chain lose {%n".formatted(table, sets)
        + "    type filter hook input priority filter; policy accept;%n%s  }%n}%n".formatted(rules)
        + elements(table, percentByPort);
  }

  /** Names the ports for some more seconds. */
  private static String elements(String table, NavigableMap<Integer, Integer> percentByPort) {
    Map<Integer, List<Integer>> portsByPercent =
        new TreeMap<>(percentByPort.keySet().stream().collect(groupingBy(percentByPort::get)));
    StringBuilder text = new StringBuilder();
    portsByPercent.forEach(
        (percent, ports) ->
            text.append(
                "flush set inet %1$s lost_%2$d%nadd element inet %1$s lost_%2$d { %3$s }%n"
                    .formatted(
                        table,
                        percent,
                        ports.stream()
                            .map(port -> port + " timeout " + LASTS.toSeconds() + "s")
                            .collect(joining(", ")))));
    return text.toString();
  }

  /** What it says to these commands. */
  static String nft(String commands) {
    try {
      Process process = new ProcessBuilder("nft", "-f", "-").redirectErrorStream(true).start();
      try {
        try (var in = process.getOutputStream()) {
          in.write(commands.getBytes(UTF_8));
        }
        // What it says is a few lines, for which a pipe has room.
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new LabException("nft does not come to an end");
        }
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        if (process.exitValue() != 0) {
          throw new LabException("nft: " + said.lines().findFirst().orElse("failed"));
        }
        return said;
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new LabException("can't run nft (package nftables): " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while nft ran", e);
    }
  }
}
