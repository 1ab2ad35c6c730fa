// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.grpc.resilience.balancing.EjectingLoadBalancerProvider;

/** Two instances under load behind the whole chain, one of which hangs, fails, lags or restarts. */
class EjectionTest {
  private static final int PER_SECOND = 200;

  private final TestService first = new TestService();
  private final TestService second = new TestService();
  private final TestPair pair = new TestPair();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
  private final List<Server> servers = new ArrayList<>();
  private final ClientResilience resilience =
      ClientResilience.forTarget("pair", "test.example").deadline(Duration.ofSeconds(2)).build();
  private ManagedChannel bare;
  private Channel channel;

  @BeforeEach
  void start() throws Exception {
    serve("first", first);
    serve("second", second);
    NameResolverRegistry.getDefaultRegistry().register(pair);
    bare =
        InProcessChannelBuilder.forTarget("pair:///test")
            .defaultLoadBalancingPolicy(EjectingLoadBalancerProvider.NAME)
            .disableRetry()
            .build();
    channel = resilience.wrap(bare);
    assertThat(failuresOf(load(Duration.ofMillis(500)))).isZero();
    assertThat(shareOfFirst(Duration.ofMillis(500))).isBetween(0.2, 0.8);
  }

  @AfterEach
  void stop() {
    bare.shutdownNow();
    servers.forEach(Server::shutdownNow);
    timer.shutdownNow();
    NameResolverRegistry.getDefaultRegistry().deregister(pair);
  }

  private Server serve(String name, TestService service) throws Exception {
    Server server =
        InProcessServerBuilder.forName(pair.address(name).getName())
            .addService(service.bind())
            .build()
            .start();
    servers.add(server);
    return server;
  }

  @Test
  void everyAttemptFails_eachGoesToAnotherThanTheOneBefore() throws Exception {
    Map<String, List<String>> attempts = new ConcurrentHashMap<>();
    first.always(failing("first", attempts));
    second.always(failing("second", attempts));
    Channel generous =
        ClientResilience.forTarget("pair", "test.example")
            .retry(RetryPolicy.DEFAULT.withBudget(new RetryPolicy.Budget(1, 1_000, 0)))
            .readBreaker(BreakerPolicy.DEFAULT.withWindow(Duration.ofSeconds(1), 10_000))
            .build()
            .wrap(bare);
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      calls.add(
          ClientCalls.futureUnaryCall(
              generous.newCall(TestService.READ, CallOptions.DEFAULT), "call " + i));
    }

    assertThat(failuresOf(calls)).isEqualTo(100);

    assertThat(attempts.values())
        .hasSize(100)
        .allSatisfy(
            places ->
                assertThat(places)
                    .isIn(
                        List.of("first", "second", "first"), List.of("second", "first", "second")));
  }

  private static TestService.Behaviour failing(String name, Map<String, List<String>> attempts) {
    return (request, answers) -> {
      attempts.computeIfAbsent(request, call -> new CopyOnWriteArrayList<>()).add(name);
      answers.onError(Status.UNAVAILABLE.asRuntimeException());
    };
  }

  @Test
  void oneHangs_noCallFailsTheBreakerStaysClosedAndItIsOut() throws Exception {
    first.always((request, answers) -> {});

    assertThat(failuresOf(load(Duration.ofSeconds(2)))).isZero();
    assertThat(shareOfFirst(Duration.ofSeconds(1))).isLessThan(0.02);

    assertThat(reads()).isEqualTo(CircuitBreaker.State.CLOSED);
    assertThat(resilience.breakers().get(0).failurePercent()).isZero();
  }

  @Test
  void oneHangsAndWakes_isUsedAgain() throws Exception {
    first.always((request, answers) -> {});
    assertThat(failuresOf(load(Duration.ofSeconds(2)))).isZero();

    first.forget();

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> shareOfFirst(Duration.ofMillis(250)) > 0.2);
  }

  @Test
  void oneHangs_callersWithLittleTime_breakerStaysClosed() throws Exception {
    first.always((request, answers) -> {});
    CallOptions hurried = CallOptions.DEFAULT;

    List<Future<String>> calls = load(Duration.ofSeconds(2), hurried, Duration.ofMillis(150));

    assertThat(failuresOf(calls)).isLessThan(calls.size() / 20);
    assertThat(reads()).isEqualTo(CircuitBreaker.State.CLOSED);
  }

  @Test
  void oneFailsFast_noCallFailsAndItIsOut() throws Exception {
    first.always((request, answers) -> answers.onError(Status.UNAVAILABLE.asRuntimeException()));

    assertThat(failuresOf(load(Duration.ofSeconds(2)))).isZero();
    assertThat(shareOfFirst(Duration.ofSeconds(1))).isLessThan(0.02);
    assertThat(reads()).isEqualTo(CircuitBreaker.State.CLOSED);
  }

  @Test
  void oneIsTwentyTimesSlower_getsLessThanATwentieth() throws Exception {
    slow(second, Duration.ofMillis(2));
    assertThat(failuresOf(load(Duration.ofMillis(500)))).isZero();
    slow(first, Duration.ofMillis(40));

    assertThat(failuresOf(load(Duration.ofSeconds(3)))).isZero();

    assertThat(shareOfFirst(Duration.ofSeconds(2))).isLessThan(0.05);
  }

  @Test
  void oneRestarts_noCallFailsAndItComesBack() throws Exception {
    Server leaving = servers.get(0);
    List<Future<String>> meanwhile = new ArrayList<>();
    timer.schedule(leaving::shutdownNow, 300, TimeUnit.MILLISECONDS);
    meanwhile.addAll(load(Duration.ofSeconds(1)));
    assertThat(failuresOf(meanwhile)).isZero();
    leaving.awaitTermination();

    serve("first", first);

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> shareOfFirst(Duration.ofMillis(250)) > 0.2);
  }

  @Test
  void bothHang_breakerOpensAndClosesWhenTheyWake() throws Exception {
    first.always((request, answers) -> {});
    second.always((request, answers) -> {});

    assertThat(failuresOf(load(Duration.ofSeconds(3)))).isPositive();
    assertThat(reads()).isNotEqualTo(CircuitBreaker.State.CLOSED);
    first.forget();
    second.forget();

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                failuresOf(load(Duration.ofMillis(250))) == 0
                    && reads() == CircuitBreaker.State.CLOSED);
  }

  private CircuitBreaker.State reads() {
    return resilience.breakers().get(0).state();
  }

  private void slow(TestService service, Duration by) {
    service.always(
        (request, answers) -> {
          var unused =
              timer.schedule(
                  () -> TestService.echo(request, answers), by.toMillis(), TimeUnit.MILLISECONDS);
        });
  }

  private double shareOfFirst(Duration during) throws InterruptedException {
    int before = first.received.size();
    List<Future<String>> calls = load(during);
    return (first.received.size() - before) / (double) calls.size();
  }

  private List<Future<String>> load(Duration during) throws InterruptedException {
    return load(during, CallOptions.DEFAULT, Duration.ofSeconds(2));
  }

  /** Begins reads at an even pace, whatever becomes of them. */
  private List<Future<String>> load(Duration during, CallOptions options, Duration deadline)
      throws InterruptedException {
    int calls = (int) (during.toMillis() * PER_SECOND / 1_000);
    List<Future<String>> begun = new ArrayList<>();
    AtomicInteger left = new AtomicInteger(calls);
    CountDownLatch done = new CountDownLatch(1);
    Future<?> pace =
        timer.scheduleAtFixedRate(
            () -> {
              if (left.getAndDecrement() <= 0) {
                done.countDown();
                return;
              }
              CallOptions limited =
                  options.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
              begun.add(
                  ClientCalls.futureUnaryCall(channel.newCall(TestService.READ, limited), "hello"));
            },
            0,
            1_000_000 / PER_SECOND,
            TimeUnit.MICROSECONDS);
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    pace.cancel(false);
    return begun;
  }

  private static long failuresOf(List<Future<String>> calls) throws InterruptedException {
    long failures = 0;
    for (Future<String> call : calls) {
      try {
        assertThat(call.get()).isEqualTo("hello");
      } catch (ExecutionException e) {
        failures++;
      }
    }
    return failures;
  }
}
