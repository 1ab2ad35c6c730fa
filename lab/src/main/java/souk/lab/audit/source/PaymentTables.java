// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import souk.lab.audit.rule.Discrepancy;
import souk.lab.audit.rule.PaymentFacts;

/** What payment keeps. */
final class PaymentTables {
  private static final String PAYMENTS =
      """
      SELECT p.order_id, p.payment_id, p.state,
        COALESCE(l.taken, 0) AS taken, COALESCE(l.reserved, 0) AS reserved,
        COALESCE(l.unbalanced, 0) AS unbalanced
      FROM payment p
      LEFT JOIN (
        SELECT payment_id, sum(taken)::bigint AS taken, sum(reserved)::bigint AS reserved,
          count(*) FILTER (WHERE total <> 0) AS unbalanced
        FROM (
          SELECT payment_id, event, currency, sum(amount_minor) AS total,
            sum(amount_minor) FILTER (WHERE account = 'acquirer_receivable') AS taken,
            sum(amount_minor) FILTER (WHERE account = 'authorizations') AS reserved
          FROM ledger_entry GROUP BY payment_id, event, currency) journal
        GROUP BY payment_id) l ON l.payment_id = p.payment_id
      ORDER BY p.order_id COLLATE "C"
      """;

  private static final String DISCREPANCIES =
      """
      SELECT key, kind, ours, theirs FROM reconciliation_finding
      WHERE outcome = 'DISCREPANCY' ORDER BY found_at, key, kind
      """;

  private PaymentTables() {}

  /** What payment found and could not repair, oldest first. */
  static Rows<Discrepancy> discrepancies(Moment moment) {
    return moment.rows(
        DISCREPANCIES,
        row ->
            new Discrepancy(
                row.getString("key"),
                row.getString("kind"),
                row.getString("ours"),
                row.getString("theirs")));
  }

  /** All payments, by order. */
  static Rows<PaymentFacts> payments(Moment moment) {
    return moment.rows(
        PAYMENTS,
        row ->
            new PaymentFacts(
                row.getString("order_id"),
                row.getString("payment_id"),
                row.getString("state"),
                row.getLong("taken"),
                row.getLong("reserved"),
                row.getInt("unbalanced")));
  }
}
