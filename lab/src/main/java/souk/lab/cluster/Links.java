// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;
import souk.lab.process.LabException;
import souk.lab.wire.Weather;
import souk.lab.wire.Wires;

/**
 * What is done to the calls between services, in a shop whose calls go over wires; in others it
 * can't be done. Thread-safe.
 */
final class Links implements AutoCloseable {
  private static final String CLEAR = "clear";
  private static final Map<String, Weather> WEATHERS =
      new TreeMap<>(
          Map.of(
              CLEAR,
              Weather.CLEAR,
              "cut",
              Weather.PARTITION,
              "slow",
              Weather.slow(Duration.ofMillis(200), Duration.ofMillis(50))));

  private final @Nullable Wires wires;
  private final Map<Link, String> now = new ConcurrentHashMap<>();

  /** From one service to another. */
  private record Link(String from, String to) {}

  private Links(@Nullable Wires wires) {
    this.wires = wires;
  }

  /** Lays wires for a shop that is not there yet, if its plan wants them. */
  static Links of(ShopPlan plan, ShopHome home, String consul) throws IOException {
    if (!plan.has(Trait.WIRED)) {
      return new Links(null);
    }
    if (consul.equals(Supervisor.NONE)) {
      throw new LabException("wires need a Consul of the shop's own: unset CONSUL_HTTP_ADDR");
    }
    return new Links(Wires.open(home, 1));
  }

  /** The same shop over these wires. */
  ShopPlan laidInto(ShopPlan plan) throws IOException {
    return wires == null ? plan : wires.laidInto(plan);
  }

  /**
   * Does it to all calls from one service to another, also to instances that come later.
   *
   * @param target caller, callee and what is to be done, with spaces between
   */
  void set(String target, Progress progress) {
    if (wires == null) {
      throw new LabException(
          "this shop's calls go straight, without wires: ./souk up --wires lays them");
    }
    String[] words = target.split(" ", -1);
    Weather weather = words.length == 3 ? WEATHERS.get(words[2]) : null;
    if (weather == null) {
      throw new LabException(
          "'%s' (expected: FROM TO, and one of %s)"
              .formatted(target, String.join(", ", WEATHERS.keySet())));
    }
    Link link = new Link(words[0], words[1]);
    if (weather(link.from(), link.to()).isEmpty()) {
      throw new LabException("no wire goes from '%s' to '%s'".formatted(link.from(), link.to()));
    }
    now.put(link, words[2]);
    wires.set(edge -> edge.isFrom(link.from(), link.to()), weather);
    progress.say("calls from %s to %s: %s".formatted(link.from(), link.to(), words[2]));
  }

  /** What is done to these calls: clear, cut or slow; empty where there is no wire. */
  String weather(String from, String to) {
    if (wires == null || !wires.goesBetween(from, to)) {
      return "";
    }
    return now.getOrDefault(new Link(from, to), CLEAR);
  }

  @Override
  public void close() throws IOException {
    if (wires != null) {
      wires.close();
    }
  }
}
