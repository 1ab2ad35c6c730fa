// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.rpc.RetryInfo;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import souk.lab.experiment.OwnShop;
import souk.v1.GetProductRequest;
import souk.v1.Product;
import souk.v1.ShopGrpc;

/**
 * More looks at products than anyone can answer, at little cost to who asks. Used by one thread.
 */
final class Flood implements AutoCloseable {
  private static final int CONNECTIONS = 8;
  private static final int MOST_UNDER_WAY = 20_000;
  private static final double MOST_PER_SECOND = 20_000;
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final int MOST_ROUNDS = 8;
  private static final int ROUNDS_WITHOUT_GROWTH = 2;
  private static final double STILL_GROWING = 1.03;
  private static final int DIGITS = 2;

  private final List<ManagedChannel> channels;
  private final List<String> products;
  private long next;

  /**
   * What became of them.
   *
   * @param refused with RESOURCE_EXHAUSTED, and when to come back
   * @param perSecond of those that were answered
   * @param refusalMillis half of the refusals came sooner; 0 of none
   */
  record Result(long asked, long answered, long refused, double perSecond, double refusalMillis) {
    /** Those who were told nothing in time, in percent of all. */
    double leftWaitingPercent() {
      return asked == 0 ? 0 : 100.0 * (asked - answered - refused) / asked;
    }

    /** In one line. */
    String told() {
      return "of %,d looks %,d were answered, %,d refused, half of these within %.1f ms"
          .formatted(asked, answered, refused, refusalMillis);
    }
  }

  /** What became of requests, told by the channels' threads. */
  private static final class Ends {
    private final LongAdder answered = new LongAdder();
    private final Histogram refusalMicros = new ConcurrentHistogram(DIGITS);
    private final Semaphore free;

    Ends(int underWay) {
      this.free = new Semaphore(underWay);
    }

    FutureCallback<Product> ofOne() {
      long begin = System.nanoTime();
      return new FutureCallback<>() {
        @Override
        public void onSuccess(@Nullable Product product) {
          answered.increment();
          free.release();
        }

        @Override
        public void onFailure(Throwable failure) {
          if (Status.fromThrowable(failure).getCode() == Status.Code.RESOURCE_EXHAUSTED
              && saysWhenToComeBack(failure)) {
            refusalMicros.recordValue((System.nanoTime() - begin) / 1_000);
          }
          free.release();
        }
      };
    }
  }

  private static boolean saysWhenToComeBack(Throwable failure) {
    var status = StatusProto.fromThrowable(failure);
    return status != null
        && status.getDetailsList().stream().anyMatch(detail -> detail.is(RetryInfo.class));
  }

  Flood(OwnShop shop, List<String> products) {
    this.channels = Stream.generate(shop::channel).limit(CONNECTIONS).toList();
    this.products = products;
  }

  /**
   * How many a second are answered at best of so many under way all the time, once that hardly
   * grows any more: code that is not compiled yet is slower.
   */
  double capacity(int underWay, Duration round) throws InterruptedException {
    double best = 0;
    int withoutGrowth = 0;
    for (int i = 0; i < MOST_ROUNDS && withoutGrowth < ROUNDS_WITHOUT_GROWTH; i++) {
      double now = send(underWay, Double.POSITIVE_INFINITY, round).perSecond();
      withoutGrowth = now < best * STILL_GROWING ? withoutGrowth + 1 : 0;
      best = Math.max(best, now);
    }
    return best;
  }

  /** So many a second, whether they are answered or not. */
  Result byRate(double perSecond, Duration length) throws InterruptedException {
    return send(MOST_UNDER_WAY, Math.min(perSecond, MOST_PER_SECOND), length);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  private Result send(int underWay, double perSecond, Duration length) throws InterruptedException {
    Ends ends = new Ends(underWay);
    long begin = System.nanoTime();
    long end = begin + length.toNanos();
    long asked = 0;
    while (System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.sleep(begin + (long) (asked / perSecond * 1e9) - System.nanoTime());
      ends.free.acquire();
      asked++;
      Futures.addCallback(look(), ends.ofOne(), MoreExecutors.directExecutor());
    }
    double rate = ends.answered.sum() / ((System.nanoTime() - begin) / 1e9);
    // All end with their deadlines at the latest.
    boolean unused = ends.free.tryAcquire(underWay, 2 * DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
    return new Result(
        asked,
        ends.answered.sum(),
        ends.refusalMicros.getTotalCount(),
        rate,
        ends.refusalMicros.getValueAtPercentile(50) / 1e3);
  }

  private ListenableFuture<Product> look() {
    next++;
    ManagedChannel channel = channels.get((int) (next % CONNECTIONS));
    String productId = products.get((int) (next % products.size()));
    return ShopGrpc.newFutureStub(channel)
        .withDeadlineAfter(DEADLINE)
        .getProduct(GetProductRequest.newBuilder().setProductId(productId).build());
  }
}
