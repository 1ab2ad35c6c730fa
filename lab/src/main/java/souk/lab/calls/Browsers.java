// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import souk.lab.calls.Requests.Request;
import souk.v1.GetProductRequest;
import souk.v1.ListProductsRequest;
import souk.v1.Product;
import souk.v1.ShopGrpc;

/**
 * Shoppers who look at one product after the other over gRPC, without blocking a thread for each.
 * Thread-safe.
 */
final class Browsers implements AutoCloseable {
  /** As long as the gateway gives a reading request by itself. */
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private static final int PRODUCTS = 100;
  private static final int CONNECTIONS = 8;

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<GetProductRequest> products;
  private final AtomicInteger next = new AtomicInteger();
  private final int attempts;

  /**
   * Connects, and asks what there is.
   *
   * @param grpc host:port
   * @param attempts how often each request is made at most, until it is answered
   */
  Browsers(String grpc, int attempts) {
    this.attempts = attempts;
    connect(grpc);
    this.products =
        ShopGrpc.newBlockingStub(channels.getFirst())
            .withDeadlineAfter(Duration.ofSeconds(10))
            .listProducts(ListProductsRequest.newBuilder().setPageSize(PRODUCTS).build())
            .getProductsList()
            .stream()
            .map(product -> GetProductRequest.newBuilder().setProductId(product.getId()).build())
            .toList();
  }

  /** For those who ask a server that has products only, of another that told which. */
  Browsers(String grpc, Browsers others) {
    this.attempts = 1;
    this.products = others.products;
    connect(grpc);
  }

  private void connect(String grpc) {
    for (int i = 0; i < CONNECTIONS; i++) {
      channels.add(
          NettyChannelBuilder.forTarget(grpc)
              .usePlaintext()
              .disableRetry()
              .directExecutor()
              .build());
    }
  }

  /** Asks by a schedule that waits for nobody, and returns when all are answered. */
  Requests atRate(int perSecond, Duration time) {
    Running running = start(perSecond);
    LockSupport.parkNanos(time.toNanos());
    return running.stop();
  }

  /** Begins to ask by a schedule that waits for nobody; to be stopped. */
  Running start(int perSecond) {
    return new Running(perSecond);
  }

  /** So many ask all the time, each as soon as it has its answer. */
  Requests asFastAsItGoes(int atOnce, Duration time) {
    Queue<Request> done = new ConcurrentLinkedQueue<>();
    Phaser open = new Phaser(1);
    long end = System.nanoTime() + time.toNanos();
    for (int i = 0; i < atOnce; i++) {
      open.register();
      again(end, done, open);
    }
    open.arriveAndAwaitAdvance();
    return Requests.of(done);
  }

  private void again(long end, Queue<Request> done, Phaser open) {
    long now = System.nanoTime();
    if (now - end >= 0) {
      open.arriveAndDeregister();
      return;
    }
    ask(
        now,
        1,
        request -> {
          done.add(request);
          again(end, done, open);
        });
  }

  private void ask(long due, int attempt, Ended ended) {
    int number = Math.floorMod(next.getAndIncrement(), Integer.MAX_VALUE);
    ShopGrpc.newStub(channels.get(number % channels.size()))
        .withDeadlineAfter(DEADLINE)
        .getProduct(
            products.get(number % products.size()),
            new StreamObserver<>() {
              @Override
              public void onNext(Product product) {}

              @Override
              public void onError(Throwable failure) {
                if (attempt < attempts) {
                  ask(due, attempt + 1, ended);
                } else {
                  ended.with(
                      new Request(
                          due, System.nanoTime() - due, Status.fromThrowable(failure).getCode()));
                }
              }

              @Override
              public void onCompleted() {
                ended.with(new Request(due, System.nanoTime() - due, Status.Code.OK));
              }
            });
  }

  @FunctionalInterface
  private interface Ended {
    void with(Request request);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  /** Requests by a schedule. */
  final class Running {
    private final Queue<Request> done = new ConcurrentLinkedQueue<>();
    private final Phaser open = new Phaser(1);
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Thread pace;

    private Running(int perSecond) {
      long every = TimeUnit.SECONDS.toNanos(1) / perSecond;
      pace = Thread.ofPlatform().name("pace").daemon().start(() -> keepPace(every));
    }

    private void keepPace(long everyNanos) {
      long due = System.nanoTime();
      while (!stopped.get()) {
        LockSupport.parkNanos(due - System.nanoTime());
        while (due - System.nanoTime() <= 0 && !stopped.get()) {
          open.register();
          ask(
              due,
              1,
              request -> {
                done.add(request);
                open.arriveAndDeregister();
              });
          due += everyNanos;
        }
      }
    }

    /** Begins no more, waits for those under way, and tells of all. */
    Requests stop() {
      stopped.set(true);
      try {
        pace.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      open.arriveAndAwaitAdvance();
      return Requests.of(done);
    }
  }
}
