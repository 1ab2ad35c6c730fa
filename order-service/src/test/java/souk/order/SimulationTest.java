// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The order service's own code in thousands of schedules of crashes, pauses, lost, late and doubled
 * calls, take-overs, cancellations and repeats, each from a seed of its own.
 *
 * <p>{@code -Dsouk.seed=N} replays one of them and prints what happened; {@code -Dsouk.schedules=N}
 * runs more.
 */
@Tag("simulation")
class SimulationTest {
  private static final int SCHEDULES = Integer.getInteger("souk.schedules", 20_000);
  private static final int LEAST_PER_CPU_SECOND = 1_000;

  private static final Pattern FAULT =
      Pattern.compile("(crash|late|twice)[ :]|(answer|arrived)|lost: (?!another)");

  /** Each place at which the process of a coordinator or a worker may die. */
  private static final List<String> CALLS =
      List.of(
          "look up",
          "is placed",
          "cart",
          "prices",
          "place",
          "hold",
          "authorise",
          "decide",
          "find pending",
          "take",
          "find",
          "cancel",
          "settle",
          "capture",
          "take out",
          "release",
          "reverse",
          "end",
          "put back");

  /** What else has to have happened in some schedule, or it did not hurt. */
  private static final List<String> EVENTS =
      List.of(
          "take-over",
          "lost: another has the lease",
          "lost: another was first",
          "hold answers HoldClosed",
          "authorise answers AuthorizeClosed",
          "settle answers Closed",
          "capture answers Closed",
          "acquirer: authorise answers UNDONE",
          "acquirer: capture answers UNDONE",
          "place answers Overtaken",
          "place answers TooLate",
          "placed without a slot",
          "endings forgotten",
          "PENDING to CONFIRMED NONE",
          "PENDING to REJECTED OUT_OF_STOCK",
          "PENDING to REJECTED CARD_DECLINED",
          "PENDING to REJECTED TIMED_OUT",
          "PENDING to CANCELLED BY_SHOPPER",
          "CONFIRMED to CANCELLED BY_SHOPPER",
          "CONFIRMED to CANCELLED PAYMENT_FAILED",
          "told PENDING",
          "told CONFIRMED",
          "told REJECTED",
          "told CANCELLED",
          "refused EMPTY_CART",
          "refused PRICE_CHANGED",
          "refused CHECKOUT_IN_PROGRESS",
          "refused REQUEST_ID_REUSED",
          "refused TOO_MANY_PENDING_ORDERS",
          "cancel refused NOT_CANCELLABLE");

  @Test
  void checkout_everySchedule_keepsEveryPromise() {
    Long seed = Long.getLong("souk.seed");
    if (seed != null) {
      String trace = Replay.of(seed);
      System.out.println(trace);
      assertThat(trace).contains("every promise kept");
      return;
    }
    Map<String, Integer> counts = new TreeMap<>();
    long started = System.nanoTime();
    long cpuBefore = cpuNanos();
    Optional<Long> broken = Replay.onVirtualThread(() -> firstBroken(counts));
    double cpuSeconds = (cpuNanos() - cpuBefore) / 1e9;
    double seconds = (System.nanoTime() - started) / 1e9;

    if (broken.isPresent()) {
      throw new AssertionError(Replay.of(broken.get()));
    }
    System.out.printf(
        "simulation: %,d schedules in %.1f s, %,.0f a second, %,.0f a second of CPU; %s%n",
        SCHEDULES, seconds, SCHEDULES / seconds, SCHEDULES / cpuSeconds, summary(counts));
    assertThat(counts).as("did it hurt at all").containsKeys(hurts());
    assertThat(SCHEDULES / cpuSeconds).as("schedules a second").isGreaterThan(LEAST_PER_CPU_SECOND);
  }

  /** Some collections are ordered otherwise in each JVM: what a seed stands for may not be. */
  @Test
  void main_sameSeedsInAnotherJvm_sameTraces() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Replay.class.getName(),
                "0",
                "99")
            .redirectErrorStream(true)
            .start();
    String theirs = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(other.waitFor()).isZero();
    for (long seed = 0; seed < 100; seed++) {
      assertThat(theirs).contains(Replay.of(seed));
    }
  }

  private static Optional<Long> firstBroken(Map<String, Integer> counts) {
    for (long seed = 0; seed < SCHEDULES; seed++) {
      Schedule schedule = new Schedule(seed, false);
      if (Replay.failureOf(schedule, Flaw.NONE).isPresent()) {
        return Optional.of(seed);
      }
      schedule.counts().forEach((what, count) -> counts.merge(what, count, Integer::sum));
    }
    return Optional.empty();
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** The faults by their kind; all else by name. */
  private static Map<String, Integer> summary(Map<String, Integer> counts) {
    Map<String, Integer> summary = new TreeMap<>();
    counts.forEach(
        (what, count) -> {
          boolean isFault = FAULT.matcher(what).lookingAt();
          summary.merge(isFault ? what.split("[ :]", 2)[0] : what, count, Integer::sum);
        });
    summary.keySet().removeIf(what -> what.contains(" answers "));
    return summary;
  }

  private static String[] hurts() {
    Stream<String> crashes =
        CALLS.stream().flatMap(call -> Stream.of("crash before " + call, "crash after " + call));
    return Stream.concat(crashes, EVENTS.stream()).toArray(String[]::new);
  }
}
