// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

/** What the reconciliation found, kept for ever. Thread-safe. */
final class FindingStore {
  private final TurnStore turns;

  FindingStore(TurnStore turns) {
    this.turns = turns;
  }

  /** Keeps a discrepancy; false when it was known. */
  boolean add(Turn turn, Match match, Finding.Discrepancy discrepancy) {
    return add(turn, match, discrepancy.name(), "DISCREPANCY");
  }

  /** Keeps that something was repaired; false when the same was before. */
  boolean add(Turn turn, Match match, Finding.Repair repair) {
    return add(turn, match, repair.name(), "REPAIRED");
  }

  private boolean add(Turn turn, Match match, String kind, String outcome) {
    return turns.inTurn(
        turn,
        handle ->
            handle
                    .createUpdate(
                        """
                        INSERT INTO reconciliation_finding
                          (key, kind, outcome, ours, theirs, found_at)
                        VALUES (:key, :kind, :outcome, :ours, :theirs, now())
                        ON CONFLICT (key, kind) DO NOTHING
                        """)
                    .bind("key", match.theirs().key())
                    .bind("kind", kind)
                    .bind("outcome", outcome)
                    .bind("ours", match.ours() == null ? "none" : match.ours().toString())
                    .bind(
                        "theirs", RecordStore.text(match.theirs()) + " " + match.theirs().amount())
                    .execute()
                == 1);
  }
}
