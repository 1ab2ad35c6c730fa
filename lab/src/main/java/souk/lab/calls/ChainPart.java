// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import souk.lab.experiment.OwnShop;

/**
 * GetProduct through gateway and catalogue, with everything on, against the same handlers, stores
 * and fan-out on plain channels. Both stand beside each other on the same PostgreSQL and are loaded
 * in turn.
 */
final class ChainPart implements CallsPart {
  private static final int PAIRS = 5;
  private static final int AT_ONCE = 32;
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration EACH = Duration.ofSeconds(6);

  @Override
  public String name() {
    return "chain";
  }

  @Override
  public String summary() {
    return "GetProduct through gateway and catalogue, against plain grpc-java";
  }

  /** One of the two, loaded once. */
  private record Loaded(double perSecond, double p99) {}

  @Override
  public List<Figure> measure(CallsShops shops) throws Exception {
    OwnShop shop = shops.singles();
    String postgres = shop.part("postgres").address();
    try (BareChain bare = BareChain.start(shop.home(), postgres);
        Browsers ours = new Browsers(shop.door().grpc(), 1);
        Browsers theirs = new Browsers(bare.address(), ours)) {
      ours.asFastAsItGoes(AT_ONCE, WARM_UP);
      theirs.asFastAsItGoes(AT_ONCE, WARM_UP);
      int rate = (int) Math.max(1, saturated(theirs, EACH) / 2);
      List<Loaded> with = new ArrayList<>();
      List<Loaded> without = new ArrayList<>();
      for (int i = 1; i <= PAIRS; i++) {
        with.add(loaded(ours, rate));
        without.add(loaded(theirs, rate));
        shops
            .run()
            .say(
                "%,.0f/s %.1f ms, bare %,.0f/s %.1f ms"
                    .formatted(
                        with.getLast().perSecond(),
                        with.getLast().p99(),
                        without.getLast().perSecond(),
                        without.getLast().p99()));
      }
      return figures(with, without, rate);
    }
  }

  private static List<Figure> figures(List<Loaded> with, List<Loaded> without, int rate) {
    List<Double> throughput = new ArrayList<>();
    List<Double> latency = new ArrayList<>();
    for (int i = 0; i < with.size(); i++) {
      throughput.add(with.get(i).perSecond() / without.get(i).perSecond());
      latency.add(with.get(i).p99() / without.get(i).p99());
    }
    double bareThroughput = Median.of(without.stream().map(Loaded::perSecond).toList());
    double bareLatency = Median.of(without.stream().map(Loaded::p99).toList());
    return List.of(
        Figure.atLeast(
            "GetProduct, throughput to that of plain grpc-java",
            Median.of(throughput),
            Figure.number(bareThroughput, "/s"),
            0.85,
            ""),
        Figure.atMost(
            "GetProduct, p99 at %,d/s to that of plain grpc-java".formatted(rate),
            Median.of(latency),
            Figure.number(bareLatency, "ms"),
            1.2,
            ""));
  }

  private static Loaded loaded(Browsers browsers, int rate) {
    return new Loaded(saturated(browsers, EACH), browsers.atRate(rate, EACH).millis(0.99));
  }

  private static double saturated(Browsers browsers, Duration time) {
    return browsers.asFastAsItGoes(AT_ONCE, time).succeeded() / (time.toMillis() / 1e3);
  }
}
