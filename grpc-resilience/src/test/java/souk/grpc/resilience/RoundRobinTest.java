// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.NameResolverRegistry;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances behind grpc-java's round_robin, on real threads and real time. */
class RoundRobinTest {

  private static final int CALLERS = 8;
  private static final int CALLS = 250;

  private final TestService first = new TestService();
  private final TestService second = new TestService();
  private final TestPair pair = new TestPair();
  private List<Server> servers;
  private ManagedChannel bare;

  @BeforeEach
  void start() throws Exception {
    servers = List.of(serve("first", first), serve("second", second));
    NameResolverRegistry.getDefaultRegistry().register(pair);
    bare =
        InProcessChannelBuilder.forTarget("pair:///test")
            .defaultLoadBalancingPolicy("round_robin")
            .disableRetry()
            .build();
  }

  @AfterEach
  void stop() {
    bare.shutdownNow();
    servers.forEach(Server::shutdownNow);
    NameResolverRegistry.getDefaultRegistry().deregister(pair);
  }

  private Server serve(String name, TestService service) throws Exception {
    return InProcessServerBuilder.forName(pair.address(name).getName())
        .addService(service.bind())
        .build()
        .start();
  }

  @Test
  void read_oneInstanceHangs_theOtherAnswersWithinTheDeadline() {
    Channel channel =
        ClientResilience.forTarget("pair", "test.example")
            .deadline(Duration.ofMillis(800))
            .build()
            .wrap(bare);
    callEachOnce(channel);
    for (int i = 0; i < 20; i++) {
      first.thenHang();
    }

    for (int i = 0; i < 4; i++) {
      assertThat(
              ClientCalls.blockingUnaryCall(
                  channel, TestService.READ, CallOptions.DEFAULT, "hello"))
          .isEqualTo("hello");
    }

    assertThat(first.received).isNotEmpty();
    assertThat(second.received).hasSize(4);
  }

  @Test
  void manyCallers_failuresAndCancellations_eachCallEndsOnceAndTheBreakerIsSound()
      throws Exception {
    long seed = 20_261_121;
    BreakerPolicy nervous = BreakerPolicy.DEFAULT.withHalfOpen(Duration.ofMillis(1), 1);
    ClientResilience resilience =
        ClientResilience.forTarget("pair", "test.example").readBreaker(nervous).build();
    Channel channel = resilience.wrap(bare);
    Random script = new Random(seed);
    for (int i = 0; i < CALLERS * CALLS / 2; i++) {
      tell(first, script.nextInt(4));
      tell(second, script.nextInt(4));
    }
    AtomicInteger closes = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(CALLERS * CALLS);

    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all =
          IntStream.range(0, CALLERS)
              .<Future<?>>mapToObj(
                  caller ->
                      callers.submit(
                          () -> callMany(channel, new Random(seed + caller), closes, ended)))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    }

    assertThat(ended.await(30, TimeUnit.SECONDS))
        .as("seed %d, open calls %d", seed, ended.getCount())
        .isTrue();
    assertThat(closes).hasValue(CALLERS * CALLS);
    first.forget();
    second.forget();
    // Were a probe's permission lost, a half-open breaker would refuse for ever.
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(
            () ->
                ClientCalls.blockingUnaryCall(
                    channel, TestService.READ, CallOptions.DEFAULT, "hello"),
            "hello"::equals);
  }

  /** What only the first call of a JVM has to do is not what is looked at. */
  private void callEachOnce(Channel channel) {
    CallOptions patient = CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS);
    while (first.received.isEmpty() || second.received.isEmpty()) {
      var unused = ClientCalls.blockingUnaryCall(channel, TestService.READ, patient, "hello");
    }
    first.received.clear();
    second.received.clear();
  }

  private static void tell(TestService service, int what) {
    switch (what) {
      case 0 -> service.thenFail(Status.UNAVAILABLE);
      case 1 -> service.thenFail(Status.NOT_FOUND);
      default -> service.thenEcho();
    }
  }

  private static void callMany(
      Channel channel, Random random, AtomicInteger closes, CountDownLatch ended) {
    for (int i = 0; i < CALLS; i++) {
      var call = channel.newCall(TestService.READ, CallOptions.DEFAULT);
      call.start(new CountingListener(closes, ended), new Metadata());
      call.request(2);
      call.sendMessage("hello");
      call.halfClose();
      if (random.nextInt(3) == 0) {
        call.cancel("changed my mind", null);
      }
    }
  }

  private static final class CountingListener extends ClientCall.Listener<String> {
    private final AtomicInteger closes;
    private final CountDownLatch ended;

    CountingListener(AtomicInteger closes, CountDownLatch ended) {
      this.closes = closes;
      this.ended = ended;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      closes.incrementAndGet();
      ended.countDown();
    }
  }
}
