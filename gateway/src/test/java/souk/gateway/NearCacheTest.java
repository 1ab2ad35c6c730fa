// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.gateway.NearCache.Answer;
import souk.gateway.NearCache.Result;
import souk.v1.GetProductRequest;
import souk.v1.Product;

@Timeout(30)
class NearCacheTest {
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final Duration KEPT = Duration.ofMinutes(10);

  private final AtomicLong nanos = new AtomicLong(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private volatile Function<GetProductRequest, Product> service = this::version;
  private final List<Result> results = new CopyOnWriteArrayList<>();
  private final NearCache<GetProductRequest, Product> cache = cache(1_000_000);

  @AfterEach
  void close() {
    timer.shutdownNow();
  }

  private NearCache<GetProductRequest, Product> cache(long maxBytes) {
    return cache(maxBytes, nanos::get);
  }

  private NearCache<GetProductRequest, Product> cache(long maxBytes, LongSupplier nanoTime) {
    return new NearCache<>(
        question -> service.apply(question),
        new NearCache.Limits(FRESH, KEPT, maxBytes),
        nanoTime,
        results::add);
  }

  /** The service's n-th answer is named n. */
  private Product version(GetProductRequest question) {
    return Product.newBuilder()
        .setId(question.getProductId())
        .setName(Integer.toString(asked.incrementAndGet()))
        .build();
  }

  private Product refuse(Status.Code code) {
    asked.incrementAndGet();
    throw Status.fromCode(code).asRuntimeException();
  }

  private Answer<Product> ask(String id) {
    return cache.ask(GetProductRequest.newBuilder().setProductId(id).build());
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void ask_againWhileFresh_doesNotAskTheService() {
    ask("lamp");
    pass(FRESH.minusNanos(1));
    assertThat(ask("lamp").value().getName()).isEqualTo("1");
    assertThat(asked).hasValue(1);
    assertThat(results).containsExactly(Result.LOAD, Result.HIT);
  }

  @Test
  void ask_againWhenNoLongerFresh_hasTheNewAnswer() {
    ask("lamp");
    pass(FRESH);
    Answer<Product> second = ask("lamp");
    assertThat(second.value().getName()).isEqualTo("2");
    assertThat(second.staleFor()).isEmpty();
  }

  @Test
  void ask_answerThatTookLong_isAsOldAsItsQuestion() {
    service =
        question -> {
          pass(Duration.ofSeconds(4));
          return version(question);
        };
    ask("lamp");
    pass(Duration.ofSeconds(1));
    assertThat(ask("lamp").value().getName()).isEqualTo("2");
  }

  @Test
  void ask_serviceAway_givesWhatIsKeptWithItsAge() {
    ask("lamp");
    pass(Duration.ofMinutes(9));
    service = question -> refuse(Status.Code.UNAVAILABLE);
    Answer<Product> old = ask("lamp");
    assertThat(old.value().getName()).isEqualTo("1");
    assertThat(old.staleFor()).isEqualTo(Optional.of(Duration.ofMinutes(9)));
    assertThat(results).containsExactly(Result.LOAD, Result.STALE);
  }

  @Test
  void ask_serviceAwayForTooLong_failsAsTheServiceDoes() {
    ask("lamp");
    pass(KEPT);
    service = question -> refuse(Status.Code.UNAVAILABLE);
    assertRefused("lamp", Status.Code.UNAVAILABLE);
    assertThat(results).containsExactly(Result.LOAD, Result.FAILURE);
  }

  @Test
  void ask_refused_isNotKeptAndForgetsWhatWas() {
    ask("lamp");
    pass(FRESH);
    service = question -> refuse(Status.Code.NOT_FOUND);
    assertRefused("lamp", Status.Code.NOT_FOUND);
    assertRefused("lamp", Status.Code.NOT_FOUND);
    assertThat(asked).hasValue(3);
    service = question -> refuse(Status.Code.UNAVAILABLE);
    assertRefused("lamp", Status.Code.UNAVAILABLE);
  }

  @Test
  void ask_serviceHangs_givesWhatIsKeptAfterALittlePatience() {
    ask("lamp");
    pass(FRESH);
    CountDownLatch wakes = new CountDownLatch(1);
    service = question -> afterwards(wakes, question);
    assertThat(ask("lamp").staleFor()).isPresent();
    wakes.countDown();
    await().untilAsserted(() -> assertThat(ask("lamp").staleFor()).isEmpty());
  }

  @Test
  void ask_manyAtOnce_askTheServiceOnce() {
    CountDownLatch wakes = new CountDownLatch(1);
    service = question -> afterwards(wakes, question);
    List<CompletableFuture<Answer<Product>>> all =
        IntStream.range(0, 50)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> ask("lamp"), Thread::startVirtualThread))
            .toList();
    assertThat(all).noneMatch(CompletableFuture::isDone);
    wakes.countDown();
    assertThat(all).allSatisfy(one -> assertThat(one.join().value().getName()).isEqualTo("1"));
    assertThat(asked).hasValue(1);
  }

  /** Who asks reads the clock twice before a read is joined: the other one ends there. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void ask_anotherReadEndsMeanwhile_doesNotAskAgain(int moment) {
    AtomicInteger until = new AtomicInteger();
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    NearCache<GetProductRequest, Product> watched =
        cache(
            1_000_000,
            () -> {
              if (until.getAndDecrement() == 1) {
                meanwhile.get().run();
              }
              return nanos.get();
            });
    GetProductRequest lamp = GetProductRequest.newBuilder().setProductId("lamp").build();
    watched.ask(lamp);
    pass(FRESH);
    meanwhile.set(() -> assertThat(watched.ask(lamp).value().getName()).isEqualTo("2"));
    until.set(moment);
    assertThat(watched.ask(lamp).value().getName()).isEqualTo("2");
    assertThat(results).as("the first, the other, its own").hasSize(3);
    assertThat(asked).hasValue(2);
  }

  @Test
  void ask_theFirstGivesUp_theSecondIsAnswered() throws Exception {
    CountDownLatch wakes = new CountDownLatch(1);
    service = question -> afterwards(wakes, question);
    try (Context.CancellableContext first =
        Context.current().withDeadlineAfter(20, TimeUnit.MILLISECONDS, timer)) {
      first.run(() -> assertRefused("lamp", Status.Code.DEADLINE_EXCEEDED));
    }
    CompletableFuture<Answer<Product>> second =
        CompletableFuture.supplyAsync(() -> ask("lamp"), Thread::startVirtualThread);
    wakes.countDown();
    assertThat(second.get(10, TimeUnit.SECONDS).value().getName()).isEqualTo("1");
    assertThat(asked).hasValue(1);
  }

  @Test
  void ask_serviceBreaksDown_saysSoAndAsksAgain() {
    service =
        question -> {
          throw new IllegalStateException("a bug");
        };
    assertThatThrownBy(() -> ask("lamp")).hasRootCauseMessage("a bug");
    service = this::version;
    assertThat(ask("lamp").value().getId()).isEqualTo("lamp");
  }

  @Test
  void ask_answersWithNothingInThem_takeRoomAllTheSame() {
    service =
        question -> {
          asked.incrementAndGet();
          return Product.getDefaultInstance();
        };
    NearCache<GetProductRequest, Product> small = cache(20 * 512);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 100; i++) {
        small.ask(GetProductRequest.newBuilder().setProductId("x" + i).build());
      }
    }
    assertThat(asked).hasValueGreaterThan(180);
  }

  @Test
  void ask_moreThanFits_forgetsSome() {
    NearCache<GetProductRequest, Product> small = cache(100);
    for (int i = 0; i < 100; i++) {
      small.ask(GetProductRequest.newBuilder().setProductId("lamp-" + i).build());
    }
    for (int i = 0; i < 100; i++) {
      small.ask(GetProductRequest.newBuilder().setProductId("lamp-" + i).build());
    }
    assertThat(asked).hasValueGreaterThan(180);
  }

  private Product afterwards(CountDownLatch wakes, GetProductRequest question) {
    try {
      wakes.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return version(question);
  }

  private void assertRefused(String id, Status.Code code) {
    assertThatThrownBy(() -> ask(id))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> assertThat(refused.getStatus().getCode()).isEqualTo(code));
  }
}
