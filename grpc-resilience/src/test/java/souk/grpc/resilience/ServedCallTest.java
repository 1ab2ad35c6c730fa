// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status.Code;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a call that was let in and has to wait for a thread. */
class ServedCallTest {
  private static final int MOST = 10;

  private final ManualTime time = new ManualTime();
  private final TestService service = new TestService();
  private final HeldExecutor held = new HeldExecutor();
  private Executor executor = held;
  private LoadSheddingInterceptor shedding;
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    shedding =
        new LoadSheddingInterceptor(
            MOST,
            TestTarget.DOMAIN,
            method -> CallPriority.HIGH,
            task -> executor.execute(task),
            time.ticker());
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .scheduledExecutorService(time)
            .addService(ServerInterceptors.intercept(service.bind(), shedding))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private Future<String> call() {
    return TestTarget.call(channel, TestService.READ);
  }

  private int underWay() {
    return shedding.snapshot().underWay();
  }

  @Test
  void oneTooMany_whileNoneFindsAThread_isRefusedAtOnce() throws Exception {
    held.hold();
    for (int i = 0; i < MOST; i++) {
      assertThat(call()).isNotDone();
    }

    assertThat(TestTarget.codeOf(call())).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(service.received).isEmpty();
    held.release();
    assertThat(service.received).hasSize(MOST);
    assertThat(underWay()).isZero();
  }

  @Test
  void callsThatWaitLong_theBoundShrinks() {
    held.hold();
    for (int i = 0; i < MOST; i++) {
      assertThat(call()).isNotDone();
    }
    time.advance(Duration.ofMillis(200));
    held.release();
    time.advance(Duration.ofMillis(200));
    assertThat(call()).isDone();

    assertThat(shedding.snapshot().limit()).isLessThan(MOST);
  }

  @Test
  void eventsThatWaitTogether_countOnce() {
    held.hold();
    for (int i = 0; i < MOST; i++) {
      executor =
          start -> {
            executor = held;
            start.run();
          };
      assertThat(call()).isNotDone();
    }
    time.advance(Duration.ofMillis(60));
    held.release();
    time.advance(Duration.ofMillis(200));
    assertThat(call()).isDone();

    assertThat(service.received).hasSize(MOST + 1);
    assertThat(shedding.snapshot().limit()).isEqualTo(MOST);
  }

  @Test
  void callersGoWhileTheyWaitLong_theBoundShrinks() {
    held.hold();
    for (int i = 0; i < MOST; i++) {
      call().cancel(true);
    }
    time.advance(Duration.ofMillis(200));
    held.release();
    time.advance(Duration.ofMillis(200));
    assertThat(call()).isDone();

    assertThat(shedding.snapshot().limit()).isLessThan(MOST);
  }

  @Test
  void executorTakesNothingMoreOfACall_itsPlaceComesBack() {
    service.then((request, answers) -> {});
    Future<String> call = call();
    assertThat(underWay()).isEqualTo(1);

    held.close(true);
    call.cancel(true);

    assertThat(underWay()).isZero();
  }

  @Test
  void callerGoesBeforeItsTurn_isNotBegunAndItsPlaceComesBack() {
    held.hold();
    Future<String> call = call();
    assertThat(underWay()).isEqualTo(1);

    call.cancel(true);
    assertThat(underWay()).isEqualTo(1);
    held.release();

    assertThat(service.received).isEmpty();
    assertThat(underWay()).isZero();
  }

  @Test
  void callerGoesWhenTheCallHasBegun_theRequestIsNotHandled() {
    CountDownLatch handled = new CountDownLatch(1);
    service.then((request, answers) -> handled.countDown());
    Executor startOnly =
        new Executor() {
          private boolean started;

          @Override
          public void execute(Runnable task) {
            if (!started) {
              started = true;
              task.run();
              held.hold();
            } else {
              held.execute(task);
            }
          }
        };
    executor = startOnly;
    Future<String> call = call();
    assertThat(service.received).hasSize(1);

    call.cancel(true);
    held.release();

    assertThat(handled.getCount()).isEqualTo(1);
    assertThat(underWay()).isZero();
  }

  @Test
  void callerGoesWhileTheMethodWorks_thePlaceIsKeptUntilItReturns() throws Exception {
    CountDownLatch works = new CountDownLatch(1);
    CountDownLatch mayReturn = new CountDownLatch(1);
    service.then(
        (request, answers) -> {
          works.countDown();
          try {
            mayReturn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      executor = threads;
      Future<String> call = call();
      assertThat(works.await(10, TimeUnit.SECONDS)).isTrue();

      call.cancel(true);
      assertThat(service.received.getFirst().context().isCancelled()).isTrue();
      assertThat(underWay()).isEqualTo(1);
      mayReturn.countDown();

      Awaitility.await().until(() -> underWay() == 0);
    }
  }

  @Test
  void methodThrows_isUnknownAndItsPlaceComesBack() throws Exception {
    for (int i = 0; i < 2 * MOST; i++) {
      service.then(
          (request, answers) -> {
            throw new IllegalStateException("broken");
          });
      assertThat(TestTarget.codeOf(call())).isEqualTo(Code.UNKNOWN);
    }
    assertThat(underWay()).isZero();
  }

  @Test
  void methodThrowsWhenItHasAnswered_theAnswerStands() throws Exception {
    service.then(
        (request, answers) -> {
          TestService.echo(request, answers);
          throw new IllegalStateException("too late");
        });

    assertThat(call().get(10, TimeUnit.SECONDS)).isEqualTo("hello");
    assertThat(underWay()).isZero();
  }

  @Test
  void executorTakesNothingMore_placesComeBack() throws Exception {
    held.close(true);
    for (int i = 0; i < 2 * MOST; i++) {
      assertThat(TestTarget.codeOf(call())).isEqualTo(Code.UNKNOWN);
    }
    held.close(false);

    assertThat(call().get(10, TimeUnit.SECONDS)).isEqualTo("hello");
    assertThat(underWay()).isZero();
  }
}
