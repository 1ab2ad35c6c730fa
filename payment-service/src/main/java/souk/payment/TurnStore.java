// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Whose turn it is at reconciling: one row, taken by compare-and-set. A turn is leased by the
 * database's clock; when the lease is over, any instance begins the next one, with a higher number,
 * and what the one before still writes is refused. Thread-safe, also among processes.
 */
final class TurnStore {
  private final Jdbi jdbi;

  TurnStore(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** Begins a turn, if one is due and nobody's lease is running. */
  Optional<Turn> take(String holder, Duration lease) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    UPDATE reconciliation
                    SET due_at = now() + :lease * interval '1 millisecond', fence = fence + 1,
                        holder = :holder
                    WHERE id = 1 AND due_at <= now()
                    RETURNING fence, page_token, swept_to
                    """)
                .bind("lease", lease.toMillis())
                .bind("holder", holder)
                .map(
                    (row, context) ->
                        new Turn(
                            row.getLong("fence"),
                            row.getString("page_token"),
                            row.getString("swept_to")))
                .findOne());
  }

  /**
   * Begins the lease anew; with the pause until the next turn, ends this one.
   *
   * @throws Turn.Lost as all that is done in a turn
   */
  void extend(Turn turn, Duration until) {
    inTurn(
        turn,
        handle ->
            handle
                .createUpdate(
                    """
                    UPDATE reconciliation SET due_at = now() + :until * interval '1 millisecond'
                    WHERE id = 1
                    """)
                .bind("until", until.toMillis())
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
   * Does it in one transaction, during which no other turn begins.
   *
   * @throws Turn.Lost when one has begun already; then nothing is done
   */
  <T> T inTurn(Turn turn, Function<Handle, T> work) {
    return jdbi.inTransaction(
        handle -> {
          boolean isLast =
              handle
                  .createQuery(
                      "SELECT 1 FROM reconciliation WHERE id = 1 AND fence = :fence FOR UPDATE")
                  .bind("fence", turn.fence())
                  .mapTo(int.class)
                  .findOne()
                  .isPresent();
          if (!isLast) {
            throw new Turn.Lost(turn.fence());
          }
          return work.apply(handle);
        });
  }
}
