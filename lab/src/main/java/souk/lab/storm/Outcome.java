// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import souk.lab.audit.AuditReport;
import souk.lab.audit.rule.ViolationKind;
import souk.lab.experiment.Run;
import souk.lab.load.Tally;

/**
 * What a storm came to.
 *
 * @param errors how often attempts of shoppers ended with which error
 * @param longestGap without a confirmation while it stormed
 * @param longestReturn from a store's return to the next confirmation; empty when none was killed
 * @param takeovers tasks taken from a holder that did not come back in time, at least
 * @param others what must be true besides what the other figures and the audit say
 */
record Outcome(
    Tally.Figures shoppers,
    Map<String, Integer> errors,
    Duration longestGap,
    Optional<Duration> longestReturn,
    Optional<WaitingOrders.Result> waiting,
    Faults faults,
    int takeovers,
    AuditReport audit,
    List<Demand> others) {
  /**
   * What was done to the shop.
   *
   * @param diedAlone what ended without a fault of its own
   */
  record Faults(String summary, int count, int skipped, List<String> diedAlone) {}

  /** The result in one line. */
  String line() {
    return "%d faults, %,d checkouts: %d lost, %d double, %d oversold, %d empty, %d receipts lost; %.2f %% answered,"
            .formatted(
                faults.count(),
                shoppers.checkouts(),
                lost(),
                twice(),
                found(ViolationKind.OVERSOLD),
                found(ViolationKind.EMPTY_ORDER),
                found(ViolationKind.RECEIPT_LOST),
                shoppers.answeredPercent())
        + " longest gap %.1f s; audit %s".formatted(seconds(longestGap), audit.verdict());
  }

  void print(Run run) {
    row(
        run,
        "faults",
        "%d: %s; %d skipped".formatted(faults.count(), faults.summary(), faults.skipped()));
    row(
        run,
        "died without a fault",
        faults.diedAlone().isEmpty() ? "none" : "" + faults.diedAlone());
    row(
        run,
        "checkouts",
        "%,d, %,d decided, %,d orders seen confirmed; %,d shoppers had no cart"
            .formatted(
                shoppers.checkouts(),
                shoppers.decided(),
                shoppers.confirmed(),
                shoppers.withoutCheckout()));
    row(
        run,
        "answered",
        "%.2f %% of those who wait (%,d of %,d), after one retry at most"
            .formatted(shoppers.answeredPercent(), shoppers.answered(), shoppers.waited()));
    row(run, "longest gap", "%.1f s without a confirmation".formatted(seconds(longestGap)));
    longestReturn.ifPresent(
        time ->
            row(
                run,
                "confirmed again",
                "%.1f s after a store's return, at the longest".formatted(seconds(time))));
    waiting.ifPresent(
        result ->
            row(
                run,
                "waiting orders",
                "%d: the first decided %.1f s after the stores' return, then %.0f a second"
                    .formatted(result.waiting(), result.firstAfter(), result.perSecond())));
    row(run, "errors", errors.toString());
    row(run, "lost", "" + lost());
    row(run, "charged or bought twice", "" + twice());
    row(run, "charged without order", "" + found(ViolationKind.CHARGED_WITHOUT_ORDER));
    row(run, "oversold", "" + found(ViolationKind.OVERSOLD));
    row(run, "empty orders", "" + found(ViolationKind.EMPTY_ORDER));
    row(run, "receipts lost", "" + found(ViolationKind.RECEIPT_LOST));
    row(run, "all violations", audit.violationCount() + " " + audit.counts());
    row(run, "tasks taken over", "%d, at least".formatted(takeovers));
    row(
        run,
        "compensations",
        "%d: voided %d, refunded %d, stock freed %d, restocked %d"
            .formatted(
                compensations(),
                seen("acquirer.VOIDED"),
                seen("acquirer.REFUNDED"),
                seen("holds.FREED"),
                seen("holds.RESTOCKED")));
    row(
        run,
        "repeats",
        "%d found the order of their first attempt"
            .formatted(shoppers.repeatsThatFoundTheirOrder()));
  }

  /** Orders of which shoppers were told, or may have been, and that are not there wholly. */
  long lost() {
    return found(ViolationKind.ORDER_LOST) + found(ViolationKind.UNKNOWN_UNRESOLVED);
  }

  /** Orders that were charged, or carts that were bought, more than once. */
  long twice() {
    return found(ViolationKind.CHARGED_TWICE) + found(ViolationKind.BOUGHT_TWICE);
  }

  /** How often money or stock was given back. */
  long compensations() {
    return seen("acquirer.VOIDED")
        + seen("acquirer.REFUNDED")
        + seen("holds.FREED")
        + seen("holds.RESTOCKED");
  }

  /** How many violations of that kind. */
  long found(ViolationKind kind) {
    return audit.counts().getOrDefault(kind.name(), 0L);
  }

  private long seen(String figure) {
    return audit.figures().getOrDefault(figure, 0L);
  }

  private static void row(Run run, String what, String value) {
    run.print("  %-26s %s".formatted(what, value));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
