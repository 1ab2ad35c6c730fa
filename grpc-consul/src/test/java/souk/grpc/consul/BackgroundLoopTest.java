// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What a loop makes of failures, bugs, wake-ups and its end. */
class BackgroundLoopTest {
  private static final ConsulException AWAY =
      new ConsulException.Unreachable("away", new IOException());
  private static final ConsulException NO = new ConsulException.Refused("no");

  private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
  private final List<ConsulException> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger rounds = new AtomicInteger();
  private volatile BackgroundLoop.Question<?> question = () -> "answered";
  private final BackgroundLoop loop = new BackgroundLoop("test", new Scripted(), new Random(7));

  private final class Scripted implements BackgroundLoop.Task {
    @Override
    public void round(BackgroundLoop loop) throws ConsulException {
      rounds.incrementAndGet();
      switch (failures.poll()) {
        case ConsulException failure -> throw failure;
        case RuntimeException bug -> throw bug;
        case null, default -> loop.waitFor(question);
      }
    }

    @Override
    public void failed(ConsulException failure) {
      told.add(failure);
    }
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private static Object hang() throws ConsulException {
    try {
      new CountDownLatch(1).await();
      return "never";
    } catch (InterruptedException e) {
      throw new ConsulException.Unreachable("interrupted", e);
    }
  }

  @Test
  void round_bug_goesOnAfterAPause() {
    failures.add(new IllegalStateException("a bug of the test's"));
    question = BackgroundLoopTest::hang;
    loop.start();
    await().until(() -> rounds.get() == 2);
    assertThat(told).isEmpty();
  }

  @Test
  void round_failuresInARow_areLoggedByKindOnceAndTheirEndToo() {
    Logger log = (Logger) LoggerFactory.getLogger(BackgroundLoop.class);
    var said = new ListAppender<ILoggingEvent>();
    said.list = new CopyOnWriteArrayList<>();
    said.start();
    log.addAppender(said);
    try {
      failures.addAll(List.of(AWAY, AWAY, NO));
      loop.start();
      await().until(() -> rounds.get() > 5);
    } finally {
      log.detachAppender(said);
    }
    assertThat(told).containsExactly(AWAY, AWAY, NO);
    assertThat(said.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.WARN, Level.WARN, Level.INFO);
  }

  @Test
  void wake_duringAPause_beginsTheNextRoundNow() {
    for (int i = 0; i < 8; i++) {
      failures.add(AWAY);
    }
    question = BackgroundLoopTest::hang;
    long startNanos = System.nanoTime();
    loop.start();
    for (int i = 1; i <= 8; i++) {
      int round = i;
      await().pollInterval(Duration.ofMillis(5)).until(() -> told.size() == round);
      loop.wake();
    }
    await().until(() -> rounds.get() == 9);
    // The pauses alone would take 3.9 s at least.
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void close_duringAPause_endsNow() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      failures.add(AWAY);
    }
    loop.start();
    for (int i = 1; i <= 4; i++) {
      int round = i;
      await().pollInterval(Duration.ofMillis(5)).until(() -> told.size() == round);
      loop.wake();
    }
    await().pollInterval(Duration.ofMillis(5)).until(() -> told.size() == 5);
    loop.close();
    assertThat(loop.awaitEnd(Duration.ofMillis(500))).isTrue();
  }

  @Test
  void close_whileItWaits_endsNowAndIsNoFailure() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    question =
        () -> {
          asked.countDown();
          return hang();
        };
    loop.start();
    asked.await();
    loop.close();
    assertThat(loop.awaitEnd(Duration.ofSeconds(2))).isTrue();
    assertThat(told).isEmpty();
  }

  @Test
  void wake_betweenRoundAndQuestion_endsTheWaitToCome() {
    var wakesItself =
        new BackgroundLoop(
            "test",
            new BackgroundLoop.Task() {
              @Override
              public void round(BackgroundLoop loop) throws ConsulException {
                if (rounds.incrementAndGet() == 1) {
                  loop.wake();
                }
                loop.waitFor(BackgroundLoopTest::hang);
              }

              @Override
              public void failed(ConsulException failure) {
                told.add(failure);
              }
            },
            new Random(7));
    wakesItself.start();
    await().until(() -> rounds.get() == 2);
    assertThat(told).isEmpty();
    wakesItself.close();
  }

  @Test
  void wake_whenTheAnswerIsThere_endsNoLaterWait() {
    AtomicBoolean interrupted = new AtomicBoolean();
    var late =
        new BackgroundLoop(
            "test",
            new BackgroundLoop.Task() {
              @Override
              public void round(BackgroundLoop loop) throws ConsulException {
                if (rounds.get() == 0) {
                  loop.waitFor(
                      () -> {
                        loop.wake();
                        return "answered";
                      });
                  interrupted.set(Thread.currentThread().isInterrupted());
                  rounds.incrementAndGet();
                } else {
                  loop.waitFor(BackgroundLoopTest::hang);
                }
              }

              @Override
              public void failed(ConsulException failure) {}
            },
            new Random(7));
    late.start();
    await().until(() -> rounds.get() == 1);
    assertThat(interrupted).isFalse();
    late.close();
  }
}
