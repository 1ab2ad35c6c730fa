// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.stream.Collectors.toMap;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import souk.service.LogId;

/** Runs schedules of the simulation, and shows what happened in one. */
final class Replay {
  /** Production code shows orders by a hash, as its logs do; a trace shows them by their ids. */
  private static final Map<String, String> ORDERS =
      IntStream.range(0, 100).mapToObj(i -> "ord-" + i).collect(toMap(LogId::of, id -> id));

  private Replay() {}

  /** Prints what happens with the seeds from the first argument to the second. */
  public static void main(String[] args) {
    for (long seed = Long.parseLong(args[0]); seed <= Long.parseLong(args[1]); seed++) {
      System.out.print(of(seed));
    }
  }

  /** What happens with a seed, line by line, how it ends, and how to see it again. */
  static String of(long seed) {
    Schedule schedule = new Schedule(seed, true);
    Optional<Throwable> failure = onVirtualThread(() -> failureOf(schedule, Flaw.NONE));
    String trace = String.join("\n", schedule.trace());
    for (Map.Entry<String, String> order : ORDERS.entrySet()) {
      trace = trace.replace(order.getKey(), order.getValue());
    }
    return """
        %s
        seed %d: %s
        to see it again:
          mvn test -pl order-service -am -Dsurefire.failIfNoSpecifiedTests=false \\
            -Dtest=SimulationTest -Dsouk.seed=%d
        """
        .formatted(
            trace, seed, failure.map(Throwable::toString).orElse("every promise kept"), seed);
  }

  /** Runs one; on a virtual thread. */
  static Optional<Throwable> failureOf(Schedule schedule, Flaw flaw) {
    try {
      Simulation.run(schedule, flaw);
      return Optional.empty();
    } catch (AssertionError | RuntimeException failure) {
      return Optional.of(failure);
    }
  }

  static <R> R onVirtualThread(Supplier<R> work) {
    AtomicReference<R> result = new AtomicReference<>();
    try {
      Thread.ofVirtual().start(() -> result.set(work.get())).join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted; does it take too long?", e);
    }
    return result.get();
  }
}
