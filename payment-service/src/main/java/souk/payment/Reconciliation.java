// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.payment.Finding.Discrepancy;
import souk.payment.Finding.Repair;
import souk.service.LogId;

/**
 * Compares the payments with the acquirer's statement, in turns. A turn reads what is new on the
 * statement; looks again at what did not agree for a while, to repair it or to report it; and looks
 * at some of the payments one after the other, so that also what the statement lacks is found.
 * Whoever leads may take {@link Turn a turn}, and what it writes is refused once a later leader has
 * taken one. Thread-safe; bounded work in each turn.
 */
final class Reconciliation {
  private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);
  private static final int PAGE_SIZE = 500;
  private static final int PAGES_IN_A_TURN = 20;
  private static final int DUE_IN_A_TURN = 100;
  private static final int SWEPT_IN_A_TURN = 200;

  private final StatementClient statement;
  private final TurnStore turns;
  private final RecordStore records;
  private final FindingStore findings;
  private final Repairs repairs;
  private final Pace pace;

  /**
   * The times it goes by.
   *
   * @param interval between the end of a turn and the next one
   * @param grace how long a call may be under way before it counts as lost
   */
  record Pace(Duration interval, Duration grace) {}

  Reconciliation(Jdbi jdbi, StatementClient statement, Repairs repairs, Pace pace) {
    this.statement = statement;
    this.turns = new TurnStore(jdbi);
    this.records = new RecordStore(jdbi, turns);
    this.findings = new FindingStore(turns);
    this.repairs = repairs;
    this.pace = pace;
  }

  /**
   * Takes a turn, if one is due.
   *
   * @param leader this instance's name
   * @param epoch of its leadership
   * @return true when there is more to do at once
   * @throws Turn.Lost when a later leader has taken over
   */
  boolean takeTurn(String leader, long epoch) {
    Optional<Turn> due = turns.take(leader, epoch);
    if (due.isEmpty()) {
      return false;
    }
    boolean more;
    try {
      more = work(due.get());
    } catch (RuntimeException failure) {
      endAfter(failure, due.get());
      throw failure;
    }
    turns.end(due.get(), more ? Duration.ZERO : pace.interval());
    return more;
  }

  private void endAfter(RuntimeException failure, Turn turn) {
    try {
      turns.end(turn, pace.interval());
    } catch (RuntimeException again) {
      // Then the next one is due already.
      failure.addSuppressed(again);
    }
  }

  /** Whether there is more to do at once. */
  private boolean work(Turn turn) {
    if (!readStatement(turn)) {
      // What is not read to its end is not to be compared with.
      return true;
    }
    List<Match> due = records.due(pace.grace(), DUE_IN_A_TURN);
    records.close(
        turn, due.stream().filter(Match::agrees).map(match -> match.theirs().key()).toList());
    due.forEach(match -> judge(turn, match));
    RecordStore.Sweep sweep = records.sweep(turn.sweptTo(), pace.grace(), SWEPT_IN_A_TURN);
    sweep.atRest().forEach(match -> judge(turn, match));
    if (!sweep.sweptTo().equals(turn.sweptTo())) {
      turns.sweptTo(turn, sweep.sweptTo());
    }
    return due.size() == DUE_IN_A_TURN;
  }

  /** Whether there is no more to read now. */
  private boolean readStatement(Turn turn) {
    String token = turn.pageToken();
    for (int page = 0; page < PAGES_IN_A_TURN; page++) {
      StatementPage next = statement.after(token, PAGE_SIZE);
      if (!next.entries().isEmpty()) {
        records.read(turn, next.nextToken(), matches(next.entries()), pace.grace());
      }
      if (next.entries().size() < PAGE_SIZE) {
        return true;
      }
      token = next.nextToken();
    }
    return false;
  }

  private List<Match> matches(List<StatementPage.Entry> entries) {
    Map<String, List<StatementPage.Entry>> byKey =
        entries.stream()
            .collect(
                Collectors.groupingBy(
                    StatementPage.Entry::key, LinkedHashMap::new, Collectors.toList()));
    return records.matches(byKey.keySet()).stream()
        .map(match -> match.with(byKey.getOrDefault(match.theirs().key(), List.of())))
        .toList();
  }

  private void judge(Turn turn, Match match) {
    switch (match.finding()) {
      case Finding.Agrees agrees -> {}
      case Finding.Differs(Discrepancy discrepancy) -> report(turn, match, discrepancy);
      case Finding.Repairable(Repair repair) -> repair(turn, match, repair);
    }
  }

  private void repair(Turn turn, Match match, Repair repair) {
    turns.check(turn);
    switch (repairs.within(turn, turns).make(repair, match)) {
      case DONE -> {
        boolean again = !findings.add(turn, match, repair);
        if (again && repair.endsAtTheAcquirer()) {
          report(turn, match, Discrepancy.UNREPAIRED);
        } else {
          log.warn("{} was repaired: {}", nameOf(match), repair);
          records.postpone(turn, match.theirs().key(), pace.grace());
        }
      }
      case NO_ANSWER -> records.postpone(turn, match.theirs().key(), pace.grace());
      case REFUSED -> report(turn, match, Discrepancy.UNREPAIRED);
    }
  }

  private void report(Turn turn, Match match, Discrepancy discrepancy) {
    if (findings.add(turn, match, discrepancy)) {
      log.error("{} differs from the acquirer's statement: {}", nameOf(match), discrepancy);
    }
    records.close(turn, List.of(match.theirs().key()));
  }

  private static String nameOf(Match match) {
    Payment ours = match.ours();
    return ours == null
        ? "an authorisation " + LogId.of(match.theirs().key())
        : "the payment of order " + LogId.of(ours.orderId());
  }
}
