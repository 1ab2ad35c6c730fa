// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import souk.lab.process.LabException;
import souk.v1.CheckoutRequest;

/** Ways to put load on a shop. Blocks until all orders are confirmed, or one is not. */
public final class Load {
  /** A cart is filled so long before it is bought, so that its checkout is not late. */
  private static final Duration LEAD = Duration.ofSeconds(1);

  private static final int MOST_AT_ONCE = 1_000;

  private final Buyer buyer;

  public Load(Buyer buyer) {
    this.buyer = buyer;
  }

  /** Fills carts, so many at once. */
  public List<CheckoutRequest> fill(int carts, int atOnce) throws InterruptedException {
    List<Callable<CheckoutRequest>> each = new ArrayList<>();
    for (int i = 0; i < carts; i++) {
      each.add(buyer::fill);
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
      return results(threads, each);
    }
  }

  /** Fills carts and buys them, so many buyers at once, each one cart after the other. */
  public Sales buyOneByOne(int orders, int atOnce) throws InterruptedException {
    List<Callable<Sale>> each = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      each.add(() -> buyNow(buyer.fill()));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
      return new Sales(results(threads, each));
    }
  }

  /** Buys filled carts, so many at once, as fast as it goes. */
  public Sales buy(List<CheckoutRequest> carts, int atOnce) throws InterruptedException {
    List<Callable<Sale>> each = new ArrayList<>();
    for (CheckoutRequest cart : carts) {
      each.add(() -> buyNow(cart));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
      return new Sales(results(threads, each));
    }
  }

  /**
   * Buys by a schedule, however slow the shop is: a checkout that has to wait, since so many are
   * under way, is as late as a shopper would find it.
   */
  public Sales buyByRate(double perSecond, Duration duration) throws InterruptedException {
    long begin = System.nanoTime() + LEAD.toNanos();
    int orders = (int) Math.max(1, perSecond * duration.toMillis() / 1_000);
    Semaphore free = new Semaphore(MOST_AT_ONCE);
    List<Future<Sale>> sales = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < orders; i++) {
        long due = begin + (long) (i / perSecond * 1e9);
        sleepUntil(due - LEAD.toNanos());
        free.acquire();
        sales.add(
            threads.submit(
                () -> {
                  try {
                    CheckoutRequest cart = buyer.fill();
                    sleepUntil(due);
                    buyer.buy(cart);
                    return Sale.since(due);
                  } finally {
                    free.release();
                  }
                }));
      }
      return new Sales(collect(threads, sales));
    }
  }

  private Sale buyNow(CheckoutRequest cart) throws InterruptedException {
    long begin = System.nanoTime();
    buyer.buy(cart);
    return Sale.since(begin);
  }

  private static void sleepUntil(long nanoTime) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
  }

  private static <T> List<T> results(ExecutorService threads, List<Callable<T>> each)
      throws InterruptedException {
    List<Future<T>> futures = new ArrayList<>();
    each.forEach(one -> futures.add(threads.submit(one)));
    return collect(threads, futures);
  }

  private static <T> List<T> collect(ExecutorService threads, List<Future<T>> futures)
      throws InterruptedException {
    List<T> results = new ArrayList<>();
    try {
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      threads.shutdownNow();
      throw new LabException("an order was not confirmed: " + e.getCause(), e);
    }
  }
}
