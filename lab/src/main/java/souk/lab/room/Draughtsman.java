// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.metrics.Histogram;
import souk.lab.metrics.Meters;
import souk.lab.metrics.Meters.Lately;
import souk.lab.metrics.Reading;

/** Makes a picture of what parts and metrics say at one moment. Not thread-safe. */
final class Draughtsman {
  private static final double MILLIS = 1_000;
  private static final double P99 = 0.99;
  private static final Set<String> ALIVE = Set.of("running", "paused");

  private final List<PartStatus> parts;
  private final Map<String, Lately> lately = new TreeMap<>();

  /**
   * @param now in nanoseconds
   */
  Draughtsman(List<PartStatus> parts, Meters meters, long now) {
    this.parts = parts;
    for (PartStatus part : parts) {
      Lately one = ALIVE.contains(part.state()) ? meters.lately(part.name(), now) : null;
      if (one != null) {
        lately.put(part.name(), one);
      }
    }
  }

  List<Picture.Stand> stands() {
    return parts.stream().map(this::stand).toList();
  }

  private Picture.Stand stand(PartStatus part) {
    Lately one = lately.get(part.name());
    Boolean tells = part.metrics().equals("-") ? null : Boolean.valueOf(one != null);
    Reading latest = one == null ? null : one.latest();
    return new Picture.Stand(
        part.service(),
        part.name(),
        part.state(),
        part.pid(),
        part.address(),
        part.health(),
        part.memoryBytes() >> 20,
        tells,
        one == null ? null : rounded(one.perSecond(one.served().count())),
        one == null ? null : p99(one.served()),
        one == null ? null : rounded(one.perSecond(one.served().errors())),
        latest == null || latest.value(Reading.LIMIT) >= latest.value(Reading.MOST)
            ? null
            : Long.valueOf(Math.round(latest.value(Reading.LIMIT))),
        latest == null ? null : Long.valueOf(Math.round(latest.value(Reading.SHED))));
  }

  /**
   * One for each pair of services of which the first has a channel to the second.
   *
   * @param links what wires do to calls from one to the other; empty without one
   */
  List<Picture.Arrow> arrows(BinaryOperator<String> links) {
    SortedMap<String, Picture.Arrow> arrows = new TreeMap<>();
    for (PartStatus part : parts) {
      Lately one = lately.get(part.name());
      if (one == null) {
        continue;
      }
      Set<String> targets = new TreeSet<>(one.calls().keySet());
      one.latest().breakers().keySet().forEach(name -> targets.add(target(name)));
      targets.forEach(
          target ->
              arrows.computeIfAbsent(
                  part.service() + " " + target, any -> arrow(part.service(), target, links)));
    }
    mails(arrows);
    return List.copyOf(arrows.values());
  }

  private Picture.Arrow arrow(String from, String to, BinaryOperator<String> links) {
    Histogram all = Histogram.NONE;
    double rate = 0;
    double errors = 0;
    SortedMap<String, String> breakers = new TreeMap<>();
    for (PartStatus caller : callers(from)) {
      Lately one = lately.get(caller.name());
      if (one == null) {
        continue;
      }
      Histogram calls = one.calls().getOrDefault(to, Histogram.NONE);
      all = all.plus(calls);
      rate += one.perSecond(calls.count());
      errors += one.perSecond(calls.errors());
      one.latest()
          .breakers()
          .forEach(
              (name, state) -> {
                if (target(name).equals(to) && !state.equals("closed")) {
                  breakers.put(caller.name() + " " + name.substring(to.length() + 1), state);
                }
              });
    }
    return new Picture.Arrow(
        from, to, rounded(rate), p99(all), rounded(errors), breakers, links.apply(from, to));
  }

  /** Mails go by SMTP: how many are tried is what the tasks say. */
  private void mails(SortedMap<String, Picture.Arrow> arrows) {
    double rate = 0;
    for (PartStatus part : callers("order")) {
      Lately one = lately.get(part.name());
      rate += one == null ? 0 : one.perSecond(one.mails());
    }
    if (parts.stream().anyMatch(part -> part.service().equals("mail"))) {
      arrows.put(
          "order mail",
          new Picture.Arrow("order", "mail", rounded(rate), null, 0, new TreeMap<>(), ""));
    }
  }

  private List<PartStatus> callers(String service) {
    return parts.stream().filter(part -> part.service().equals(service)).toList();
  }

  /** Each instance of the order service tells of the same queue. */
  Picture.Queue queue() {
    Map<String, Double> waiting = new TreeMap<>();
    double parked = 0;
    double oldest = 0;
    for (Lately one : lately.values()) {
      one.latest().waiting().forEach((kind, count) -> waiting.merge(kind, count, Math::max));
      parked = Math.max(parked, one.latest().value(Reading.PARKED));
      oldest = Math.max(oldest, one.latest().value(Reading.OLDEST_TASK));
    }
    waiting.values().removeIf(count -> count == 0);
    return new Picture.Queue(waiting, parked, rounded(oldest));
  }

  SortedMap<String, List<String>> leaders() {
    SortedMap<String, List<String>> leaders = new TreeMap<>();
    lately.forEach(
        (instance, one) ->
            one.latest()
                .leads()
                .forEach(
                    (election, leads) -> {
                      List<String> who =
                          leaders.computeIfAbsent(election, any -> new ArrayList<>());
                      if (leads) {
                        who.add(instance);
                      }
                    }));
    return leaders;
  }

  private static String target(String breaker) {
    return breaker.substring(0, breaker.lastIndexOf('/'));
  }

  private static @Nullable Double p99(Histogram calls) {
    return calls.count() <= 0 ? null : Double.valueOf(rounded(MILLIS * calls.quantile(P99)));
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
