// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import souk.v1.Order;

/**
 * An order as its database has it.
 *
 * @param reason empty without one
 * @param total in minor units
 * @param lines pieces of each product
 * @param linesTotal the sum of pieces times price
 * @param events of its timeline
 * @param changedAt the last event's time
 * @param decidedAt null while it is PENDING
 * @param tasks what is still to be done about it
 */
public record OrderFacts(
    String id,
    String cartId,
    String requestId,
    Order.State state,
    String reason,
    boolean cartOpen,
    long total,
    Map<String, Long> lines,
    long linesTotal,
    Set<String> events,
    Instant createdAt,
    Instant changedAt,
    @Nullable Instant decidedAt,
    List<TaskFacts> tasks) {
  /** A checkout is decided within the lease of who placed it, or by somebody else after it. */
  private static final Duration LEASE = Duration.ofMillis(3_500);

  public OrderFacts {
    lines = Map.copyOf(lines);
    events = Set.copyOf(events);
    tasks = List.copyOf(tasks);
  }

  /**
   * A task of an order.
   *
   * @param parkedReason null while it is tried
   * @param lastError null before the first
   */
  public record TaskFacts(
      String kind, int attempts, @Nullable String parkedReason, @Nullable String lastError) {}

  /** Whether it was bought at some time, also when it was cancelled afterwards. */
  boolean wasConfirmed() {
    return state == Order.State.CONFIRMED || events.contains("CONFIRMED");
  }

  /** Whether its lines were taken out of its cart. */
  boolean wasTakenOut() {
    return events.contains("CART_EMPTIED");
  }

  /** Whether nothing may be charged or held for it. */
  boolean isRefused() {
    return state == Order.State.REJECTED || state == Order.State.CANCELLED;
  }

  /** Whether it took longer than the lease of who placed it: it waited, or was taken over. */
  boolean wasDecidedLate() {
    return decidedAt != null && decidedAt.isAfter(createdAt.plus(LEASE));
  }

  boolean isWaitingFor(String kind) {
    return tasks.stream().anyMatch(task -> task.kind().equals(kind));
  }
}
