// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.acquirer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import souk.acquirer.Authorization.State;
import souk.service.Refusal;

/**
 * What an acquirer does: the same key has the same answer, for ever. Thread-safe; blocks, for the
 * slow card as long as its bank takes.
 */
final class Acquirer {
  private final AcquirerStore store;
  private final InstantSource clock;
  private final Duration slowDecision;

  /**
   * @param slowDecision how long the bank of {@link TestCard#SLOW} takes
   */
  Acquirer(AcquirerStore store, InstantSource clock, Duration slowDecision) {
    this.store = store;
    this.clock = clock;
    this.slowDecision = slowDecision;
  }

  /**
   * Reserves money. What was begun goes on when the caller gives up.
   *
   * @param asked as the caller asks for it, under a key of its own
   * @throws Refusal when the key came with other content before
   */
  AuthorizeResult authorize(AuthorizeOrder asked) {
    TestCard card = TestCard.of(asked.card());
    if (card == TestCard.ACQUIRER_DOWN) {
      return new AuthorizeResult.Unheard();
    }
    Authorization fresh =
        Authorization.asked(asked.key(), asked.amount(), asked.card(), clock.instant());
    boolean isFirst = store.inTransaction(records -> addAuthorization(records, fresh));
    Authorization recorded = isFirst ? fresh : find(asked.key());
    if (!recorded.isFor(asked.amount(), asked.card())) {
      throw keyReused();
    }
    if (recorded.state() == State.PENDING) {
      recorded = waitForTheBank(recorded);
    }
    if (isFirst && card == TestCard.ANSWER_LOST) {
      return new AuthorizeResult.Unheard();
    }
    return switch (recorded.state()) {
      case DECLINED -> new AuthorizeResult.Declined(card.declineCode());
      case CLOSED -> new AuthorizeResult.Voided();
      case APPROVED, VOIDED, CAPTURED, REFUNDED -> new AuthorizeResult.Approved();
      case PENDING -> throw new IllegalStateException("undecided after the bank's time");
    };
  }

  private static boolean addAuthorization(AcquirerStore.Records records, Authorization fresh) {
    if (!records.add(fresh)) {
      return false;
    }
    if (fresh.state() == State.APPROVED) {
      append(records, StatementEntry.Kind.AUTHORIZED, fresh, fresh.askedAt());
    } else if (fresh.state() == State.DECLINED) {
      append(records, StatementEntry.Kind.DECLINED, fresh, fresh.askedAt());
    }
    return true;
  }

  /** All who ask for the same wait for the same moment; the first to come back writes it down. */
  private Authorization waitForTheBank(Authorization pending) {
    Instant decided = pending.askedAt().plus(slowDecision);
    try {
      Thread.sleep(Duration.between(clock.instant(), decided));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.unavailable("SHUTTING_DOWN", "the acquirer is going down");
    }
    store.inTransaction(
        records -> {
          Authorization now = records.lock(pending.key()).orElseThrow();
          if (now.state() == State.PENDING) {
            records.change(now.key(), State.APPROVED);
            append(records, StatementEntry.Kind.AUTHORIZED, now, clock.instant());
          }
          return now;
        });
    return find(pending.key());
  }

  /**
   * Captures, voids or refunds.
   *
   * @throws Refusal when the key came with other content before
   */
  Operation.Outcome operate(Operation operation) {
    Instant now = clock.instant();
    return store.inTransaction(
        records -> {
          String key = operation.authorizationKey();
          boolean closed =
              operation.kind() == Operation.Kind.VOID
                  && records.add(Authorization.closed(key, now));
          Authorization authorization = records.lock(key).orElse(null);
          Operation.Decision decision = operation.decide(authorization, now);
          if (!records.add(operation, decision.outcome(), now)) {
            return records.outcomeOf(operation).orElseThrow(Acquirer::keyReused);
          }
          if (decision.state() != null) {
            records.change(key, decision.state());
          }
          if (closed) {
            records.append(StatementEntry.Kind.VOIDED, key, null, now);
          } else if (authorization != null && decision.entry() != null) {
            append(records, decision.entry(), authorization, now);
          }
          return decision.outcome();
        });
  }

  /** The statement after a position (0 for all of it), at most {@code limit} entries, in order. */
  List<StatementEntry> statement(long after, int limit) {
    return store.statement(after, limit);
  }

  private static void append(
      AcquirerStore.Records records,
      StatementEntry.Kind kind,
      Authorization authorization,
      Instant now) {
    boolean neverReserved =
        kind == StatementEntry.Kind.VOIDED && authorization.state() == State.PENDING;
    records.append(kind, authorization.key(), neverReserved ? null : authorization.amount(), now);
  }

  private Authorization find(String key) {
    return store
        .find(key)
        .orElseThrow(() -> new IllegalStateException("authorisations are never deleted"));
  }

  private static Refusal keyReused() {
    return Refusal.invalidArgument(
        "KEY_REUSED", "key", "was used before with other content; make a new one");
  }
}
