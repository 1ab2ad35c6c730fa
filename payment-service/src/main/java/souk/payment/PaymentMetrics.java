// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Jdbi;
import souk.service.telemetry.Reading;

/**
 * The books as the database has them, the same from every instance: whether the ledger sums to
 * zero, what the reconciliation found, and whether it goes on.
 */
final class PaymentMetrics {
  private static final AttributeKey<String> CURRENCY = AttributeKey.stringKey("souk.currency");
  private static final AttributeKey<String> KIND = AttributeKey.stringKey("souk.finding.kind");
  private static final AttributeKey<String> OUTCOME =
      AttributeKey.stringKey("souk.finding.outcome");

  /** It reads the whole ledger, which grows for ever and never balances by itself. */
  private static final Duration LEDGER_MAX_AGE = Duration.ofMinutes(1);

  private static final Duration FINDINGS_MAX_AGE = Duration.ofSeconds(10);

  private final Jdbi jdbi;

  private PaymentMetrics(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  private record Sum(String currency, long minorUnits) {}

  private record Findings(String kind, String outcome, long count) {}

  static void show(Meter meter, Jdbi jdbi) {
    PaymentMetrics books = new PaymentMetrics(jdbi);
    books.ledger(meter);
    books.findings(meter);
    books.overdue(meter);
  }

  private void ledger(Meter meter) {
    Reading<List<Sum>> sums = new Reading<>("the ledger's sum", LEDGER_MAX_AGE, this::sums);
    meter
        .gaugeBuilder("souk.payment.ledger.imbalance")
        .ofLongs()
        .setUnit("{minor_unit}")
        .setDescription("Sum of all entries of the ledger; anything but 0 is a fault")
        .buildWithCallback(
            now ->
                sums.now()
                    .orElse(List.of())
                    .forEach(
                        sum ->
                            now.record(sum.minorUnits(), Attributes.of(CURRENCY, sum.currency()))));
  }

  private void findings(Meter meter) {
    Reading<List<Findings>> found =
        new Reading<>("what the reconciliation found", FINDINGS_MAX_AGE, this::found);
    meter
        .gaugeBuilder("souk.payment.reconciliation.findings")
        .ofLongs()
        .setUnit("{finding}")
        .setDescription(
            "What differed from the acquirer's statement within a day, and what became of it")
        .buildWithCallback(
            now ->
                found
                    .now()
                    .orElse(List.of())
                    .forEach(
                        each ->
                            now.record(
                                each.count(),
                                Attributes.of(
                                    KIND, word(each.kind()), OUTCOME, word(each.outcome())))));
  }

  private void overdue(Meter meter) {
    Reading<Double> late =
        new Reading<>("the reconciliation's turn", FINDINGS_MAX_AGE, this::secondsOverdue);
    meter
        .gaugeBuilder("souk.payment.reconciliation.overdue")
        .setUnit("s")
        .setDescription("For how long the reconciliation's next turn has been due")
        .buildWithCallback(now -> late.now().ifPresent(now::record));
  }

  private List<Sum> sums() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT currency, sum(amount_minor) AS sum FROM ledger_entry GROUP BY currency")
                .map((row, context) -> new Sum(row.getString("currency"), row.getLong("sum")))
                .list());
  }

  /** Also of those kinds of which there is none, or the first would be no increase. */
  private List<Findings> found() {
    Map<String, Findings> all = new TreeMap<>();
    for (Finding.Repair repair : Finding.Repair.values()) {
      all.put(repair.name(), new Findings(repair.name(), "REPAIRED", 0));
    }
    for (Finding.Discrepancy discrepancy : Finding.Discrepancy.values()) {
      all.put(discrepancy.name(), new Findings(discrepancy.name(), "DISCREPANCY", 0));
    }
    stored().forEach(each -> all.put(each.kind(), each));
    return List.copyOf(all.values());
  }

  private List<Findings> stored() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT kind, outcome, count(*) AS found FROM reconciliation_finding"
                        + " WHERE found_at > now() - interval '1 day' GROUP BY kind, outcome")
                .map(
                    (row, context) ->
                        new Findings(
                            row.getString("kind"), row.getString("outcome"), row.getLong("found")))
                .list());
  }

  /** Before the first turn there is no time to be late by. */
  private double secondsOverdue() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT CASE WHEN isfinite(due_at)"
                        + " THEN GREATEST(0, extract(epoch FROM now() - due_at)) ELSE 0 END"
                        + " FROM reconciliation")
                .mapTo(Double.class)
                .one());
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
