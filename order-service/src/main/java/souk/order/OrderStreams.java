// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import souk.service.Refusal;

/**
 * Orders that shoppers follow: a bounded number of streams, each ended after a while. A shopper who
 * reads slowly skips states, but is always told the newest. Thread-safe.
 */
final class OrderStreams implements AutoCloseable {
  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private final OrderWatches watches;
  private final Semaphore free;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private final ScheduledExecutorService ends =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("watch-ends").daemon().factory());

  /**
   * @param most how many streams there may be at once
   */
  OrderStreams(OrderWatches watches, int most) {
    this.watches = watches;
    this.free = new Semaphore(most);
  }

  /**
   * Sends an order now and at each change. To be called before the service method returns.
   *
   * @param longest after which the stream ends OK
   * @throws Refusal RESOURCE_EXHAUSTED when there are too many
   */
  void open(Order known, ServerCallStreamObserver<souk.v1.Order> observer, Duration longest) {
    if (!free.tryAcquire()) {
      throw Refusal.exhausted(
          "OVERLOADED", "too many orders are watched; ask for the order instead", COME_BACK);
    }
    Stream stream = new Stream(known, observer);
    observer.setOnReadyHandler(stream::send);
    observer.setOnCancelHandler(stream::gone);
    stream.begin(longest);
  }

  /**
   * Ends all streams as if their time were over, which tells who follows an order to ask again:
   * this instance is leaving. What is opened afterwards ends with its first message. Idempotent.
   */
  @Override
  public void close() {
    closed = true;
    open.forEach(Stream::complete);
    ends.shutdownNow();
  }

  /** One stream. All under its lock; nothing in it blocks. */
  private final class Stream {
    private final ServerCallStreamObserver<souk.v1.Order> observer;
    private Order newest;
    private long sentVersion;
    private boolean ended;
    private OrderWatches.@Nullable Watch watch;
    private @Nullable Future<?> end;

    Stream(Order known, ServerCallStreamObserver<souk.v1.Order> observer) {
      this.newest = known;
      this.observer = observer;
    }

    synchronized void begin(Duration longest) {
      watch = watches.watch(newest, this::offer);
      open.add(this);
      send();
      if (closed) {
        complete();
      } else {
        end = scheduleEnd(longest);
      }
    }

    private @Nullable Future<?> scheduleEnd(Duration longest) {
      try {
        return ends.schedule(this::complete, longest.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException closedMeanwhile) {
        complete();
        return null;
      }
    }

    synchronized void offer(Order order) {
      newest = order;
      send();
    }

    synchronized void send() {
      if (!ended && sentVersion < newest.version() && observer.isReady()) {
        sentVersion = newest.version();
        observer.onNext(OrderMessages.of(newest));
      }
    }

    synchronized void complete() {
      if (!ended) {
        gone();
        if (observer.isCancelled()) {
          observer.onError(Status.CANCELLED.asRuntimeException());
        } else {
          observer.onCompleted();
        }
      }
    }

    synchronized void gone() {
      if (ended) {
        return;
      }
      ended = true;
      open.remove(this);
      free.release();
      if (watch != null) {
        watch.close();
      }
      if (end != null) {
        end.cancel(false);
      }
    }
  }
}
