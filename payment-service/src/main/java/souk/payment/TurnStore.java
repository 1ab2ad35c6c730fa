// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Who may reconcile, where the work is stored: one row with the highest epoch that a leader has
 * brought, and that leader's name. A leader is elected elsewhere; what one of a lower epoch still
 * writes is refused here, and so is what another of the same epoch writes, since an election that
 * lost its count may give one number twice. Thread-safe, also among processes.
 */
final class TurnStore {
  private final Jdbi jdbi;

  TurnStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /**
   * Begins a turn: a new leader's first one at once, the others when one is due.
   *
   * @param holder the leader's name, which no other candidate has
   * @throws Turn.Lost when a later leader has taken one, or another with the same epoch
   */
  Optional<Turn> take(String holder, long epoch) {
    return jdbi.inTransaction(
        handle -> {
          Row row = lock(handle);
          if (row.epoch() > epoch || (row.epoch() == epoch && !row.holder().equals(holder))) {
            throw new Turn.Lost(epoch, row.epoch());
          }
          if (row.epoch() == epoch && !row.isDue()) {
            return Optional.empty();
          }
          handle
              .createUpdate(
                  "UPDATE reconciliation SET fence = :epoch, holder = :holder WHERE id = 1")
              .bind("epoch", epoch)
              .bind("holder", holder)
              .execute();
          return Optional.of(new Turn(epoch, holder, row.pageToken(), row.sweptTo()));
        });
  }

  private record Row(long epoch, String holder, boolean isDue, String pageToken, String sweptTo) {}

  private static Row lock(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT fence, holder, due_at <= now() AS is_due, page_token, swept_to
            FROM reconciliation WHERE id = 1 FOR UPDATE
            """)
        .map(
            (row, context) ->
                new Row(
                    row.getLong("fence"),
                    row.getString("holder"),
                    row.getBoolean("is_due"),
                    row.getString("page_token"),
                    row.getString("swept_to")))
        .one();
  }

  /**
   * Asks whether the turn still counts, before something is done elsewhere.
   *
   * @throws Turn.Lost when it doesn't
   */
  void check(Turn turn) {
    inTurn(turn, handle -> turn);
  }

  /** Ends a turn: the next one is due after a pause. */
  void end(Turn turn, Duration pause) {
    inTurn(
        turn,
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE reconciliation SET due_at = now() + :pause * interval '1 millisecond'
                    WHERE id = 1
                    """)
                .bind("pause", pause.toMillis())
                .execute());
  }

  /** The turn's sweep has come to this order; empty begins a new round. */
  void sweptTo(Turn turn, String orderId) {
    inTurn(
        turn,
        handle ->
            handle
                .createUpdate("UPDATE reconciliation SET swept_to = :orderId WHERE id = 1")
                .bind("orderId", orderId)
                .execute());
  }

  /**
   * Does it in one transaction, during which no later leader begins.
   *
   * @throws Turn.Lost when one has begun already; then nothing is done
   */
  <T> T inTurn(Turn turn, Function<Handle, T> work) {
    return jdbi.inTransaction(
        handle -> {
          Row row = lock(handle);
          if (row.epoch() != turn.epoch() || !row.holder().equals(turn.holder())) {
            throw new Turn.Lost(turn.epoch(), row.epoch());
          }
          return work.apply(handle);
        });
  }
}
