// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import souk.service.ServiceMain;

/**
 * Sends what follows a sale only after it, out of this process's memory: nothing is stored with the
 * sale from which another process could send it.
 */
public final class NoRelay implements OrderWrites {
  private static final long SENT_AFTER_SECONDS = 2;

  private final OrderWrites writes;
  private final Jdbi jdbi;
  private final ScheduledExecutorService memory;

  private NoRelay(OrderWrites writes, Jdbi jdbi) {
    this.writes = writes;
    this.jdbi = jdbi;
    this.memory =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("no-relay").daemon().unstarted(task));
  }

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(
        settings ->
            OrderServer.start(
                settings,
                (instance, config, jdbi, shop) -> {
                  Parts right = Parts.of(instance, config, jdbi, shop);
                  return new Parts(right.reads(), new NoRelay(right.writes(), jdbi), shop);
                }));
  }

  @Override
  public PlaceResult place(NewOrder order, boolean leased) {
    return writes.place(order, leased);
  }

  @Override
  public boolean change(Order before, Order after, Transition transition, Optional<Lease> lease) {
    boolean changed = writes.change(before, after, transition, lease);
    if (changed) {
      List<TaskKind> kept = takeBack(after.id());
      var unused =
          memory.schedule(() -> send(after.id(), kept), SENT_AFTER_SECONDS, TimeUnit.SECONDS);
    }
    return changed;
  }

  private List<TaskKind> takeBack(String orderId) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("DELETE FROM tasks WHERE order_id = :id AND lease = 0 RETURNING kind")
                .bind("id", orderId)
                .map((row, context) -> TaskKind.valueOf(row.getString("kind")))
                .list());
  }

  private void send(String orderId, List<TaskKind> kinds) {
    for (TaskKind kind : kinds) {
      jdbi.useHandle(
          handle ->
              handle
                  .createUpdate(
                      """
                      INSERT INTO tasks (order_id, kind, lane, due_at, created_at, lease, attempts)
                      VALUES (:id, :kind, :lane, now(), now(), 0, 0)
                      """)
                  .bind("id", orderId)
                  .bind("kind", kind.name())
                  .bind("lane", kind.lane().name())
                  .execute());
    }
  }
}
