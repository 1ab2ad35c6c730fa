// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.MessageLite;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import souk.service.telemetry.TraceContext;

/**
 * Answers of another service, kept near. One younger than {@code fresh} is given without asking, so
 * that while the other service answers no answer is older than that. An older one is given, with
 * its age, only when the service is away or takes longer than {@link #PATIENCE}, and none after
 * {@code kept}. Those who want the same at the same time ask once. Refusals are not kept.
 *
 * <p>What is kept is bounded in bytes; what is being read, by the calls that the front door lets in
 * and the deadline of a read. Thread-safe; calls block.
 *
 * @param <Q> the question, which is the key
 * @param <A> the answer
 */
final class NearCache<Q extends MessageLite, A extends MessageLite> {
  /** How long one waits for a new answer who could be given an old one. */
  static final Duration PATIENCE = Duration.ofMillis(250);

  private final Function<Q, A> service;
  private final Limits limits;
  private final LongSupplier nanoTime;
  private final Consumer<Result> answered;
  private final Cache<Q, Kept<A>> cache;
  private final ConcurrentMap<Q, CompletableFuture<Kept<A>>> reads = new ConcurrentHashMap<>();

  /**
   * How long answers are of use, and how many are kept.
   *
   * @param fresh so long they are given without asking
   * @param kept so long they are given when the service can't be asked
   * @param maxBytes of all questions and answers, as they are on the wire
   */
  record Limits(Duration fresh, Duration kept, long maxBytes) {}

  /**
   * An answer.
   *
   * @param staleFor its age, when the service could not be asked; empty when it is fresh
   */
  record Answer<A>(A value, Optional<Duration> staleFor) {}

  /** What an entry takes besides, or a million searches that find nothing would weigh nothing. */
  private static final int ENTRY_BYTES = 512;

  /** Where an answer came from. */
  enum Result {
    /** From here, fresh. */
    HIT,
    /** From the service; who asked for the same at the same time counts, too. */
    LOAD,
    /** From here, since the service could not be asked. */
    STALE,
    /** There was none: the service refused, or is away and nothing was kept. */
    FAILURE
  }

  private record Kept<A>(A value, long askedAtNanos) {}

  /**
   * @param service asks it, blocking no longer than its own deadline
   * @param nanoTime as {@link System#nanoTime()}
   * @param answered told of each answer
   */
  NearCache(
      Function<Q, A> service, Limits limits, LongSupplier nanoTime, Consumer<Result> answered) {
    this.service = service;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.answered = answered;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(limits.maxBytes())
            .weigher(
                (Q asked, Kept<A> told) ->
                    asked.getSerializedSize() + told.value().getSerializedSize() + ENTRY_BYTES)
            .ticker(nanoTime::getAsLong)
            .expireAfterWrite(limits.kept())
            // Not somewhere in the common pool: what is beyond the bound goes at once.
            .executor(Runnable::run)
            .build();
  }

  /**
   * The answer to a question.
   *
   * @throws StatusRuntimeException as the service answered; DEADLINE_EXCEEDED when it did not
   *     before the caller's deadline, and nothing is kept
   */
  Answer<A> ask(Q question) {
    Kept<A> known = cache.getIfPresent(question);
    if (known != null && isFresh(known)) {
      answered.accept(Result.HIT);
      return new Answer<>(known.value(), Optional.empty());
    }
    CompletableFuture<Kept<A>> read = reads.computeIfAbsent(question, this::read);
    try {
      Kept<A> answer = read.get(patience(known), TimeUnit.NANOSECONDS);
      answered.accept(Result.LOAD);
      return new Answer<>(answer.value(), Optional.empty());
    } catch (TimeoutException slow) {
      return staleOr(
          known,
          Status.DEADLINE_EXCEEDED
              .withDescription("no answer before the deadline")
              .asRuntimeException());
    } catch (ExecutionException failure) {
      if (!(failure.getCause() instanceof StatusRuntimeException answer)) {
        throw new IllegalStateException("a read failed", failure.getCause());
      }
      return staleOr(isAway(answer) ? known : null, answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withDescription("interrupted").withCause(e).asRuntimeException();
    }
  }

  /** On a thread and in a context of its own: the first who asks may be the first to give up. */
  private CompletableFuture<Kept<A>> read(Q question) {
    CompletableFuture<Kept<A>> read = new CompletableFuture<>();
    Thread.ofVirtual().name("near-cache").start(TraceContext.carry(() -> complete(read, question)));
    return read;
  }

  private void complete(CompletableFuture<Kept<A>> read, Q question) {
    try {
      Kept<A> answer = justRead(question);
      if (answer == null) {
        long askedAt = nanoTime.getAsLong();
        answer = new Kept<>(service.apply(question), askedAt);
        cache.put(question, answer);
      }
      reads.remove(question);
      read.complete(answer);
    } catch (RuntimeException | Error failure) {
      if (failure instanceof StatusRuntimeException answer && !isAway(answer)) {
        cache.invalidate(question);
      }
      reads.remove(question);
      read.completeExceptionally(failure);
    }
  }

  /** What another read brought after this one's caller had looked, and before it joined a read. */
  private @Nullable Kept<A> justRead(Q question) {
    Kept<A> known = cache.getIfPresent(question);
    return known != null && isFresh(known) ? known : null;
  }

  private boolean isFresh(Kept<A> answer) {
    return age(answer).compareTo(limits.fresh()) < 0;
  }

  /** Nanoseconds. Without a deadline the end of the read is the bound. */
  private static long patience(@Nullable Kept<?> known) {
    Deadline deadline = Context.current().getDeadline();
    long left = deadline == null ? Long.MAX_VALUE : deadline.timeRemaining(TimeUnit.NANOSECONDS);
    return known == null ? left : Math.min(left, PATIENCE.toNanos());
  }

  private Answer<A> staleOr(@Nullable Kept<A> known, StatusRuntimeException otherwise) {
    answered.accept(known == null ? Result.FAILURE : Result.STALE);
    if (known == null) {
      throw otherwise;
    }
    return new Answer<>(known.value(), Optional.of(age(known)));
  }

  private Duration age(Kept<?> answer) {
    return Duration.ofNanos(nanoTime.getAsLong() - answer.askedAtNanos());
  }

  /** Whether the answer says nothing of what was asked. */
  private static boolean isAway(StatusRuntimeException answer) {
    return switch (answer.getStatus().getCode()) {
      case UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, CANCELLED, INTERNAL, UNKNOWN -> true;
      default -> false;
    };
  }
}
