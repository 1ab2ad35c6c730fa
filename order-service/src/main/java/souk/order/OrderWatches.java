// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of orders' changes, whichever instance made them: what this process changed it hears at
 * once, all else it finds by asking for the versions of all watched orders together, some times a
 * second. Thread-safe.
 */
final class OrderWatches implements Decisions, OrderChanges.Listener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OrderWatches.class);

  private final OrderReader reader;
  private final Duration poll;
  private final Map<String, List<Watch>> watches = new ConcurrentHashMap<>();
  private final Semaphore bell = new Semaphore(0);
  private final Thread poller;
  private volatile boolean closed;

  OrderWatches(OrderReader reader, Duration poll) {
    this.reader = reader;
    this.poll = poll;
    this.poller = Thread.ofPlatform().name("order-watches").daemon().start(this::poll);
  }

  /** One listener for one order. */
  final class Watch implements AutoCloseable {
    private final String orderId;
    private final Consumer<Order> listener;
    // Guarded by this, so that the listener never hears of an older state after a newer one.
    private long version;

    private Watch(Order known, Consumer<Order> listener) {
      this.orderId = known.id();
      this.version = known.version();
      this.listener = listener;
    }

    private synchronized void offer(Order order) {
      if (order.version() > version) {
        version = order.version();
        listener.accept(order);
      }
    }

    private synchronized boolean isOlderThan(long other) {
      return version < other;
    }

    /** Ends it. Idempotent. */
    @Override
    public void close() {
      watches.computeIfPresent(
          orderId,
          (id, list) -> {
            List<Watch> others = list.stream().filter(watch -> watch != this).toList();
            return others.isEmpty() ? null : others;
          });
    }
  }

  /**
   * Watches an order from a known state on.
   *
   * @param listener is told each newer state, though not all between; one call at a time; must not
   *     block
   */
  Watch watch(Order known, Consumer<Order> listener) {
    Watch watch = new Watch(known, listener);
    watches.merge(
        known.id(),
        List.of(watch),
        (before, added) -> {
          List<Watch> all = new ArrayList<>(before);
          all.addAll(added);
          return List.copyOf(all);
        });
    return watch;
  }

  @Override
  public Decisions.Pending listen(Order order) {
    CompletableFuture<Order> decided = new CompletableFuture<>();
    if (order.isDecided()) {
      decided.complete(order);
    }
    Watch watch =
        watch(
            order,
            newer -> {
              if (newer.isDecided()) {
                decided.complete(newer);
              }
            });
    return new Decisions.Pending() {
      @Override
      public Order await(Deadline until) {
        return OrderWatches.await(decided, until, order);
      }

      @Override
      public void close() {
        watch.close();
      }
    };
  }

  private static Order await(CompletableFuture<Order> decided, Deadline until, Order known) {
    try {
      long nanos = Math.max(0, until.timeRemaining(TimeUnit.NANOSECONDS));
      return decided.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return known;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return known;
    } catch (ExecutionException e) {
      throw new IllegalStateException("never completed with a failure", e);
    }
  }

  @Override
  public void changed(Order order) {
    offer(order);
  }

  @Override
  public void recorded(Collection<String> orderIds) {
    if (orderIds.stream().anyMatch(watches::containsKey)) {
      bell.release();
    }
  }

  private void offer(Order order) {
    watches.getOrDefault(order.id(), List.of()).forEach(watch -> watch.offer(order));
  }

  private void poll() {
    boolean failing = false;
    while (!closed) {
      try {
        if (bell.tryAcquire(poll.toMillis(), TimeUnit.MILLISECONDS)) {
          bell.drainPermits();
        }
        List<String> watched = List.copyOf(watches.keySet());
        if (!watched.isEmpty()) {
          lookAfter(watched);
        }
        failing = false;
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException failure) {
        if (!failing) {
          log.warn("watched orders can't be read", failure);
        }
        failing = true;
      }
    }
  }

  private void lookAfter(List<String> watched) {
    List<String> newer = new ArrayList<>();
    reader
        .versions(watched)
        .forEach(
            (orderId, version) -> {
              if (watches.getOrDefault(orderId, List.of()).stream()
                  .anyMatch(watch -> watch.isOlderThan(version))) {
                newer.add(orderId);
              }
            });
    if (!newer.isEmpty()) {
      reader.findAll(newer).forEach(this::offer);
    }
  }

  @Override
  public void close() {
    closed = true;
    poller.interrupt();
  }
}
