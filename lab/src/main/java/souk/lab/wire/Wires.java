// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.process.LabException;

/**
 * All wires of one shop: from the gateways and the order service to every instance that they call,
 * and from payment to the acquirer. They end with this process or with {@link #close}. Thread-safe.
 */
public final class Wires implements AutoCloseable {
  private static final List<String> CALLERS = List.of("gateway", "order");
  private static final String ACQUIRER = "acquirer";

  /** Who calls whom. */
  private static final Map<String, Set<String>> WAYS =
      Map.of(
          "gateway", Set.of("order", "cart", "catalog", "inventory"),
          "order", Set.of("cart", "catalog", "inventory", "payment"),
          "payment", Set.of(ACQUIRER));

  private final ShopHome home;
  private final SplittableRandom random;
  private final Map<String, ConsulView> views = new HashMap<>();
  private final Map<Place, Wire> wires = new HashMap<>();
  private final Map<Edge, Traffic> traffic = new ConcurrentHashMap<>();
  private final Map<Edge, Weather> weather = new ConcurrentHashMap<>();
  private final List<Rule> rules = new ArrayList<>();
  private @Nullable PacketLoss loss;

  /** An edge, and where its callee is: an instance that comes back comes to another place. */
  private record Place(Edge edge, InetSocketAddress address) {}

  private record Rule(Predicate<Edge> edges, Weather weather) {}

  private Wires(ShopHome home, long seed) {
    this.home = home;
    this.random = new SplittableRandom(seed);
  }

  /** Opens them for a shop that is not there yet. */
  public static Wires open(ShopHome home, long seed) throws IOException {
    Wires wires = new Wires(home, seed);
    for (String caller : CALLERS) {
      wires.views.put(
          caller,
          ConsulView.open(
              () -> wires.fixed("consul"),
              (instance, address) -> wires.port(new Edge(caller, instance), address)));
    }
    return wires;
  }

  /** The same shop, whose services call each other by these wires. */
  public ShopPlan laidInto(ShopPlan plan) throws IOException {
    ShopPlan laid = plan;
    for (Map.Entry<String, ConsulView> view : views.entrySet()) {
      laid = laid.with(view.getKey(), "CONSUL_HTTP_ADDR", "127.0.0.1:" + view.getValue().port());
    }
    InetSocketAddress anywhere = InetSocketAddress.createUnresolved(ACQUIRER, 0);
    Wire acquirer = lay(new Edge("payment", ACQUIRER), anywhere, () -> fixed(ACQUIRER));
    return laid.with("payment", "SOUK_ACQUIRER_ADDRESS", "127.0.0.1:" + acquirer.port());
  }

  /**
   * Sets what these edges do, also those to instances that come later.
   *
   * @throws LabException when packets are to be lost and can't be; see {@link PacketLoss#missing}
   */
  public synchronized void set(Predicate<Edge> edges, Weather now) {
    if (now.lossPercent() > 0 && loss == null) {
      loss = PacketLoss.open();
    }
    Map<Edge, Weather> next = new HashMap<>(weather);
    next.replaceAll((edge, before) -> edges.test(edge) ? now : before);
    // What can fail comes first.
    losePackets(next);
    rules.add(new Rule(edges, now));
    weather.putAll(next);
  }

  /** All of them carry everything at once again. */
  public synchronized void calm() {
    rules.clear();
    weather.replaceAll((edge, before) -> Weather.CLEAR);
    losePackets(weather);
  }

  /** Whether calls from one service to another have gone over wires of these. */
  public boolean goesBetween(String from, String to) {
    return traffic.keySet().stream().anyMatch(edge -> edge.isFrom(from, to));
  }

  /**
   * Whether there is, or will be, a wire from that service to that service or instance: it is laid
   * when the caller first looks for whom to call.
   */
  public static boolean canGoBetween(String from, String to) {
    String service = to.replaceFirst("-[1-9]\\d?$", "");
    return WAYS.getOrDefault(from, Set.of()).contains(service);
  }

  /** From whom to whom wires go, for people. */
  public static String ways() {
    return WAYS.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(way -> way.getKey() + " to " + String.join(", ", new TreeSet<>(way.getValue())))
        .collect(Collectors.joining("; "));
  }

  /** How many requests and bytes each edge has carried. */
  public SortedMap<String, Carried> carried(Predicate<Edge> edges) {
    SortedMap<String, Carried> sums = new TreeMap<>();
    traffic.forEach(
        (edge, each) -> {
          if (edges.test(edge)) {
            sums.merge(edge.callee(), each.sum(), Carried::plus);
          }
        });
    return sums;
  }

  /** How many connections the weather has reset. */
  public long resets() {
    return traffic.values().stream().mapToLong(Traffic::resets).sum();
  }

  /** How many requests were delivered once more than they were made. */
  public long repeats() {
    return traffic.values().stream().mapToLong(Traffic::repeats).sum();
  }

  /** How many times an answer was lost, and the connection with it. */
  public long answersLost() {
    return traffic.values().stream().mapToLong(Traffic::answersLost).sum();
  }

  /** How many packets were lost. */
  public synchronized long packetsLost() {
    return loss == null ? 0 : loss.count();
  }

  /** When the first request went to that instance ({@link System#nanoTime}); 0 for never. */
  public long firstRequest(String instance) {
    return traffic.entrySet().stream()
        .filter(each -> each.getKey().callee().equals(instance))
        .mapToLong(each -> each.getValue().firstRequest())
        .filter(at -> at != 0)
        .min()
        .orElse(0);
  }

  @Override
  public synchronized void close() throws IOException {
    views.values().forEach(ConsulView::close);
    for (Wire wire : wires.values()) {
      wire.close();
    }
    if (loss != null) {
      loss.close();
    }
  }

  private synchronized int port(Edge edge, InetSocketAddress address) throws IOException {
    Wire there = wires.get(new Place(edge, address));
    return (there == null ? lay(edge, address, () -> address) : there).port();
  }

  private synchronized Wire lay(
      Edge edge, InetSocketAddress address, Supplier<InetSocketAddress> target) throws IOException {
    weather.putIfAbsent(edge, ruled(edge));
    Wire wire =
        Wire.open(
            target,
            () -> weather.getOrDefault(edge, Weather.CLEAR),
            traffic.computeIfAbsent(edge, any -> new Traffic()),
            random.split());
    wires.put(new Place(edge, address), wire);
    losePackets(weather);
    return wire;
  }

  private void losePackets(Map<Edge, Weather> weather) {
    if (loss == null) {
      return;
    }
    Map<Integer, Integer> percentByPort = new HashMap<>();
    wires.forEach(
        (place, wire) -> {
          int percent = weather.getOrDefault(place.edge(), Weather.CLEAR).lossPercent();
          if (percent > 0) {
            percentByPort.put(wire.port(), percent);
          }
        });
    loss.set(percentByPort);
  }

  /** The last rule counts. */
  private Weather ruled(Edge edge) {
    return rules.reversed().stream()
        .filter(rule -> rule.edges().test(edge))
        .map(Rule::weather)
        .findFirst()
        .orElse(Weather.CLEAR);
  }

  /** Where a store or an outside party is, whose port is chosen when the shop starts. */
  private InetSocketAddress fixed(String part) {
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(),
        home.fixedPort(part)
            .orElseThrow(() -> new UncheckedIOException(new IOException(part + " has no port"))));
  }
}
