// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Which faults come when. The same seed gives the same ones.
 *
 * @param duration of the storm
 * @param every the time from one fault to the next
 * @param sparing whether what has no second one is spared (stores, acquirer, mail server), and
 *     gateways are not paused
 */
record Schedule(long seed, Duration duration, Duration every, boolean sparing) {
  private static final Set<String> ALONE =
      Set.of("postgres", "redis", "consul", "acquirer", "mail");
  private static final String GATEWAY = "gateway-";
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  Schedule {
    if (every.isNegative() || every.isZero()) {
      throw new IllegalArgumentException("every: " + every + " (expected: above zero)");
    }
  }

  /** Of these parts, in this order. */
  List<Fault> faults(List<String> parts) {
    List<String> targets =
        parts.stream().filter(part -> !sparing || !ALONE.contains(part)).toList();
    Random random = new Random(seed);
    List<Fault> faults = new ArrayList<>();
    for (Duration at = every; at.compareTo(duration) < 0; at = at.plus(every)) {
      String target = targets.get(random.nextInt(targets.size()));
      int percent = random.nextInt(100);
      Duration pause =
          Duration.ofMillis(
              random.nextLong(SHORTEST_PAUSE.toMillis(), LONGEST_PAUSE.toMillis() + 1));
      boolean mayPause = !sparing || !target.startsWith(GATEWAY);
      Fault.Kind kind = kind(percent, mayPause);
      boolean pauses = kind == Fault.Kind.PAUSE || kind == Fault.Kind.KILL_PAUSED;
      faults.add(new Fault(at, target, kind, pauses ? pause : Duration.ZERO));
    }
    return faults;
  }

  private static Fault.Kind kind(int percent, boolean mayPause) {
    if (percent < 60 || (!mayPause && percent < 90)) {
      return Fault.Kind.KILL;
    }
    if (percent < 80) {
      return Fault.Kind.PAUSE;
    }
    return percent < 90 ? Fault.Kind.KILL_PAUSED : Fault.Kind.RESTART;
  }
}
