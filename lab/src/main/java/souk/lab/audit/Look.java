// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import souk.lab.audit.AuditReport.NotJudged;
import souk.lab.audit.rule.Findings;
import souk.lab.audit.rule.Judge;
import souk.lab.audit.rule.Scope;
import souk.lab.audit.rule.Violation;
import souk.lab.audit.rule.Violation.Subject;
import souk.lab.audit.rule.ViolationKind;
import souk.lab.audit.source.Books;
import souk.lab.audit.source.Carts;
import souk.lab.audit.source.Histories;
import souk.lab.audit.source.OrderActivity;
import souk.lab.audit.source.SourceAway;
import souk.lab.audit.source.Statement;

/**
 * One look at a shop.
 *
 * <p>What is an effect is read before what is its cause, so that a cause can't be missed: a client
 * is told after the order is stored, the acquirer is asked after the payment is stored, and payment
 * and stock after the order.
 */
final class Look {
  private static final Duration SETTLED_AFTER = Duration.ofSeconds(10);

  /** An order is to be decided within 15 minutes; and then somebody has to find it. */
  private static final Duration STUCK_AFTER = Duration.ofMinutes(16);

  private final Findings findings;
  private final List<NotJudged> notJudged;
  private final List<Violation> violations;
  private final SortedMap<String, Long> counts;

  private Look(
      Findings findings,
      List<NotJudged> notJudged,
      List<Violation> violations,
      SortedMap<String, Long> counts) {
    this.findings = findings;
    this.notJudged = notJudged;
    this.violations = violations;
    this.counts = counts;
  }

  /**
   * Looks.
   *
   * @throws SourceAway when a source is away without which nothing can be said
   */
  static Look at(AuditSources sources, AuditMode mode, Consumer<String> progress) {
    List<NotJudged> notJudged = new ArrayList<>();
    Scope scope =
        new Scope(
            mode == AuditMode.FINAL,
            OrderActivity.clock(sources.orders()),
            SETTLED_AFTER,
            STUCK_AFTER,
            sources.clockTolerance(),
            sources.mails().isPresent());
    Judge judge = new Judge(scope);
    progress.accept("reading histories, mails and the acquirer's statement");
    new Histories(sources.histories()).read(judge::operation);
    sources.mails().ifPresent(mails -> mails.read(judge::mail));
    new Statement(sources.acquirer()).read(judge::statement);
    progress.accept("reading orders, stock and payments");
    try (Books books = Books.open(sources.orders(), sources.inventory(), sources.payments())) {
      books.discrepancies(judge::discrepancy);
      books.dossiers(judge::dossier);
      books.remains(judge::remains);
      books.spans(judge::spans);
      books.products(judge::stock);
    }
    List<String> carts = judge.finish();
    if (!carts.isEmpty()) {
      progress.accept("looking into %d carts".formatted(carts.size()));
    }
    try {
      new Carts(sources.gateway()).read(carts, judge::cart);
    } catch (SourceAway e) {
      notJudged.add(new NotJudged("carts: " + e.source(), e.why()));
    }
    Findings findings = judge.findings();
    SortedMap<String, Long> counts = new TreeMap<>();
    findings.counts().forEach((kind, count) -> counts.put(kind.name(), count));
    return new Look(findings, List.copyOf(notJudged), findings.violations(), counts);
  }

  /** Only what the other look has seen as well. */
  Look keepingThoseOf(Look other) {
    record Same(ViolationKind kind, Subject subject, String id) {
      static Same of(Violation violation) {
        return new Same(violation.kind(), violation.subject(), violation.id());
      }
    }
    Set<Same> seen = new HashSet<>();
    other.violations.forEach(each -> seen.add(Same.of(each)));
    List<Violation> both =
        violations.stream().filter(each -> seen.contains(Same.of(each))).toList();
    SortedMap<String, Long> counted = new TreeMap<>();
    both.forEach(each -> counted.merge(each.kind().name(), 1L, Long::sum));
    return new Look(findings, notJudged, both, counted);
  }

  Findings findings() {
    return findings;
  }

  List<NotJudged> notJudged() {
    return notJudged;
  }

  List<Violation> violations() {
    return violations;
  }

  SortedMap<String, Long> counts() {
    return counts;
  }
}
