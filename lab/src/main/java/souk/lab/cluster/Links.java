// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import souk.lab.cluster.ShopStatus.LinkStatus;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;
import souk.lab.process.LabException;
import souk.lab.wire.Edge;
import souk.lab.wire.Wires;

/**
 * What is done to the calls between services, in a shop whose calls go over wires; in others it
 * can't be done. Thread-safe.
 */
final class Links implements AutoCloseable {
  private final @Nullable Wires wires;
  private final Map<Link, LinkWeather> now =
      new TreeMap<>(Comparator.comparing(Link::from).thenComparing(Link::to));

  /**
   * From a service to another, or to an instance.
   *
   * @param to a service, an instance or an outside party
   */
  private record Link(String from, String to) {
    /** Whether all that goes by the other goes by this one. */
    boolean holds(Link other) {
      return from.equals(other.from) && (to.equals(other.to) || other.to.startsWith(to + "-"));
    }

    boolean goesBy(Edge edge) {
      return edge.isFrom(from, to);
    }
  }

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
   * Does it to all calls from a service to an instance or another service, also to instances that
   * come later.
   *
   * @param target caller, callee and what is to be done, with spaces between; see {@link
   *     LinkWeather}
   */
  synchronized void set(String target, Progress progress) {
    if (wires == null) {
      throw new LabException(
          "this shop's calls go straight, without wires: ./souk up --wires lays them");
    }
    List<String> words = Arrays.asList(target.split(" ", -1));
    if (words.size() < 3) {
      throw new LabException("'%s' (expected: FROM TO WHAT)".formatted(target));
    }
    LinkWeather weather = LinkWeather.parse(words.subList(2, words.size()));
    Link link = new Link(words.get(0), words.get(1));
    if (!Wires.canGoBetween(link.from(), link.to())) {
      throw new LabException(
          "no wire goes from '%s' to '%s'; there are those from %s"
              .formatted(link.from(), link.to(), Wires.ways()));
    }
    wires.set(link::goesBy, weather.weather());
    now.keySet().removeIf(link::holds);
    now.put(link, weather);
    now.keySet()
        .removeIf(each -> LinkWeather.CLEAR.equals(now.get(each)) && !isWithinAnother(each));
    progress.say("calls from %s to %s: %s".formatted(link.from(), link.to(), weather.words()));
  }

  /**
   * What is done to these calls, in words, of single instances too; empty where there is no wire.
   */
  synchronized String weather(String from, String to) {
    if (wires == null || !wires.goesBetween(from, to)) {
      return "";
    }
    Link link = new Link(from, to);
    List<String> words = new ArrayList<>();
    words.add(now.getOrDefault(link, LinkWeather.CLEAR).what());
    now.forEach(
        (narrower, weather) -> {
          if (link.holds(narrower) && !link.equals(narrower)) {
            words.add(narrower.to() + " " + weather.what());
          }
        });
    return String.join(", ", words);
  }

  /** All to which something is done. */
  synchronized List<LinkStatus> status() {
    List<LinkStatus> all = new ArrayList<>();
    now.forEach(
        (link, weather) -> {
          if (!weather.equals(LinkWeather.CLEAR) || isWithinAnother(link)) {
            all.add(new LinkStatus(link.from(), link.to(), weather.words()));
          }
        });
    return all;
  }

  /** Whether something is said of more than this link, too. */
  private boolean isWithinAnother(Link link) {
    return now.keySet().stream().anyMatch(each -> each.holds(link) && !each.equals(link));
  }

  @Override
  public void close() throws IOException {
    if (wires != null) {
      wires.close();
    }
  }
}
