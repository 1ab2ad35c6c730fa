// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.LoadBalancerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
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
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.grpc.resilience.balancing.BalancerOnManualTime;

/**
 * Two instances under load behind the whole chain, one of which hangs, fails, lags or restarts; all
 * on the test's thread and time.
 */
class EjectionTest {
  private static final Duration BETWEEN_CALLS = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TestService first = new TestService();
  private final TestService second = new TestService();
  private final TestPair pair = new TestPair();
  private final ManualTime time = new ManualTime();
  private final BalancerOnManualTime balancer = new BalancerOnManualTime(time.ticker());
  private final List<Server> servers = new ArrayList<>();
  private final ClientResilience resilience =
      onManualTime().deadline(Duration.ofSeconds(2)).build();
  private ManagedChannel bare;
  private Channel channel;

  @BeforeEach
  void start() throws Exception {
    serve("first", first);
    serve("second", second);
    NameResolverRegistry.getDefaultRegistry().register(pair);
    LoadBalancerRegistry.getDefaultRegistry().register(balancer);
    bare =
        InProcessChannelBuilder.forTarget("pair:///test")
            .directExecutor()
            .scheduledExecutorService(time)
            .defaultLoadBalancingPolicy(balancer.getPolicyName())
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
    NameResolverRegistry.getDefaultRegistry().deregister(pair);
    LoadBalancerRegistry.getDefaultRegistry().deregister(balancer);
  }

  private Server serve(String name, TestService service) throws Exception {
    Server server =
        InProcessServerBuilder.forName(pair.address(name).getName())
            .directExecutor()
            .scheduledExecutorService(time)
            .deadlineTicker(time.ticker())
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
        onManualTime()
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
    time.advance(Duration.ofSeconds(2));

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

    awaitUnderLoad(() -> shareOfFirst(Duration.ofMillis(250)) > 0.2);
  }

  @Test
  void oneHangs_callersWithLittleTime_breakerStaysClosed() throws Exception {
    first.always((request, answers) -> {});
    List<Future<String>> calls = load(Duration.ofSeconds(2), Duration.ofMillis(150));

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
  void oneSpeaksOfSomethingBehindIt_staysIn() {
    first.always(
        (request, answers) -> {
          Metadata trailers = new Metadata();
          RetryPushback.forbid(trailers);
          answers.onError(Status.UNAVAILABLE.asRuntimeException(trailers));
        });

    assertThat(shareOfFirst(Duration.ofSeconds(2))).isBetween(0.2, 0.8);
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
    Runnable leave = leaving::shutdownNow;
    time.schedule(leave, 300, TimeUnit.MILLISECONDS);
    assertThat(failuresOf(load(Duration.ofSeconds(1)))).isZero();
    assertThat(leaving.isTerminated()).isTrue();

    serve("first", first);

    awaitUnderLoad(() -> shareOfFirst(Duration.ofMillis(250)) > 0.2);
  }

  @Test
  void bothHang_breakerOpensAndClosesWhenTheyWake() throws Exception {
    first.always((request, answers) -> {});
    second.always((request, answers) -> {});

    assertThat(failuresOf(load(Duration.ofSeconds(3)))).isPositive();
    assertThat(reads()).isNotEqualTo(CircuitBreaker.State.CLOSED);
    first.forget();
    second.forget();

    awaitUnderLoad(
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
              time.schedule(
                  () -> TestService.echo(request, answers), by.toMillis(), TimeUnit.MILLISECONDS);
        });
  }

  private double shareOfFirst(Duration during) {
    int before = first.received.size();
    List<Future<String>> calls = load(during);
    return (first.received.size() - before) / (double) calls.size();
  }

  private List<Future<String>> load(Duration during) {
    return load(during, Duration.ofSeconds(2));
  }

  /** Begins reads at an even pace, whatever becomes of them. */
  private List<Future<String>> load(Duration during, Duration deadline) {
    List<Future<String>> begun = new ArrayList<>();
    for (long i = 0; i < during.dividedBy(BETWEEN_CALLS); i++) {
      CallOptions limited =
          CallOptions.DEFAULT.withDeadline(
              Deadline.after(deadline.toNanos(), TimeUnit.NANOSECONDS, time.ticker()));
      begun.add(ClientCalls.futureUnaryCall(channel.newCall(TestService.READ, limited), "hello"));
      time.advance(BETWEEN_CALLS);
    }
    return begun;
  }

  /** How many failed, once the last one's deadline is past. */
  private long failuresOf(List<Future<String>> calls) {
    time.advance(Duration.ofSeconds(2));
    assertThat(calls).allMatch(Future::isDone);
    return calls.stream().filter(call -> call.state() == Future.State.FAILED).count();
  }

  /** Until so, with what the condition itself puts on; so long and no longer. */
  private void awaitUnderLoad(BooleanSupplier condition) {
    long end = time.ticker().nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(time.ticker().nanoTime()).isLessThan(end);
    }
  }

  private ClientResilience.Builder onManualTime() {
    return ClientResilience.forTarget("pair", "test.example")
        .ticker(time.ticker())
        .timer(time)
        .executor(Runnable::run)
        .random(new Random(42));
  }
}
