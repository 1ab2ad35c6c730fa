// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import souk.lab.bench.Buyer;
import souk.lab.calls.Requests.Request;
import souk.v1.CheckoutRequest;
import souk.v1.ShopGrpc;

/** Checkouts of filled carts by a schedule, each asked once, whatever is answered. */
final class Checkouts implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final ShopGrpc.ShopBlockingStub shop;
  private final Queue<Request> done = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Begins.
   *
   * @param carts as many as will be checked out at most
   */
  Checkouts(ManagedChannel channel, List<CheckoutRequest> carts, int perSecond) {
    this.shop = ShopGrpc.newBlockingStub(channel);
    long begin = System.nanoTime();
    threads.execute(
        () -> {
          for (int i = 0; i < carts.size() && !stopped.get(); i++) {
            CheckoutRequest cart = carts.get(i);
            long due = begin + Duration.ofSeconds(1).toNanos() * i / perSecond;
            Load.pause(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            threads.execute(() -> checkOut(due, cart));
          }
        });
  }

  /** Fills carts that can be checked out. */
  static List<CheckoutRequest> fill(ManagedChannel channel, int carts) throws InterruptedException {
    return new souk.lab.bench.Load(Buyer.of(channel)).fill(carts, 4);
  }

  private void checkOut(long due, CheckoutRequest cart) {
    Status.Code end = Status.Code.OK;
    try {
      var order = shop.withDeadlineAfter(DEADLINE).checkout(cart);
      if (order.getId().isEmpty()) {
        end = Status.Code.INTERNAL;
      }
    } catch (StatusRuntimeException e) {
      end = e.getStatus().getCode();
    }
    done.add(new Request(due, System.nanoTime() - due, end));
  }

  /** Begins no more, and tells of all that were answered. */
  Requests stop() {
    close();
    return Requests.of(done);
  }

  @Override
  public void close() {
    stopped.set(true);
    threads.close();
  }
}
