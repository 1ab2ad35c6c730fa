// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is refused first, how early, and that places come back. */
class LoadSheddingTest {
  private static final int MOST = 10;

  private final ManualTime time = new ManualTime();
  private final TestService service = new TestService();
  private final HeldExecutor executor = new HeldExecutor();
  private boolean startThrows;
  private LoadSheddingInterceptor shedding;
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    shedding =
        new LoadSheddingInterceptor(
            MOST, TestTarget.DOMAIN, LoadSheddingTest::priority, executor, time.ticker());
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .scheduledExecutorService(time)
            .addService(
                ServerInterceptors.intercept(service.bind(), new ThrowingWhenTold(), shedding))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  private static CallPriority priority(MethodDescriptor<?, ?> method) {
    return method == TestService.POST
        ? CallPriority.HIGH
        : LoadSheddingInterceptor.byContract(method);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void startThrows_placeComesBack() throws Exception {
    startThrows = true;
    for (int i = 0; i < 2 * MOST; i++) {
      assertThat(TestTarget.codeOf(TestTarget.call(channel, TestService.POST)))
          .isEqualTo(Code.UNKNOWN);
    }
    startThrows = false;

    assertThat(served(TestService.READ)).isTrue();
  }

  private final class ThrowingWhenTold implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      if (startThrows) {
        throw new IllegalStateException("no start");
      }
      return next.startCall(call, headers);
    }
  }

  private Future<String> hang(MethodDescriptor<String, String> method) {
    service.thenHang();
    return TestTarget.call(channel, method);
  }

  private boolean served(MethodDescriptor<String, String> method) throws Exception {
    Future<String> call = TestTarget.call(channel, method);
    try {
      return call.get(1, TimeUnit.SECONDS).equals("hello");
    } catch (java.util.concurrent.ExecutionException e) {
      assertThat(TestTarget.codeOf(call)).isEqualTo(Code.RESOURCE_EXHAUSTED);
      return false;
    }
  }

  @Test
  void calls_moreAndMore_theLeastAreRefusedFirst() throws Exception {
    for (int i = 0; i < 6; i++) {
      hang(TestService.READ);
    }
    assertThat(served(TestService.READ)).isFalse();
    assertThat(served(TestService.PUT)).isTrue();
    hang(TestService.PUT);
    hang(TestService.PUT);
    assertThat(served(TestService.PUT)).isFalse();
    assertThat(served(TestService.POST)).isTrue();
    hang(TestService.POST);
    hang(TestService.POST);
    assertThat(served(TestService.POST)).isFalse();
  }

  @Test
  void refused_saysWhyAndWhenToComeBackBeforeAnyWork() throws Exception {
    for (int i = 0; i < 6; i++) {
      hang(TestService.READ);
    }
    StatusRuntimeException refusal = TestTarget.errorOf(TestTarget.call(channel, TestService.READ));

    assertThat(ErrorDetails.errorInfo(refusal.getTrailers()).getReason()).isEqualTo("OVERLOADED");
    assertThat(ErrorDetails.retryDelayNanos(refusal.getTrailers()))
        .isEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
    assertThat(service.received).hasSize(6);
  }

  @Test
  void calls_answeredOrCancelled_placesComeBack() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertThat(served(TestService.READ)).isTrue();
      hang(TestService.READ).cancel(true);
    }
    assertThat(served(TestService.READ)).isTrue();
  }

  @Test
  void streams_manyOpen_takeNoCallsPlaceButAreBounded() throws Exception {
    RecordingListener last = new RecordingListener();
    for (int i = 0; i <= MOST; i++) {
      service.thenHang();
      last = new RecordingListener();
      ClientCall<String, String> watch = channel.newCall(TestService.WATCH, CallOptions.DEFAULT);
      watch.start(last, new Metadata());
      watch.request(1);
      watch.sendMessage("hello");
      watch.halfClose();
    }
    assertThat(last.codes()).containsExactly(Code.RESOURCE_EXHAUSTED);
    assertThat(shedding.snapshot().shedStreams()).isEqualTo(1);
    service.forget();
    assertThat(served(TestService.READ)).isTrue();
  }

  @Test
  void streams_ended_placesComeBack() throws Exception {
    for (int i = 0; i < 3 * MOST; i++) {
      RecordingListener listener = new RecordingListener();
      ClientCall<String, String> watch = channel.newCall(TestService.WATCH, CallOptions.DEFAULT);
      watch.start(listener, new Metadata());
      watch.request(2);
      watch.sendMessage("hello");
      watch.halfClose();
      assertThat(listener.codes()).containsExactly(Code.OK);
    }
  }

  @Test
  void snapshot_afterRefusals_countsThemByPriority() throws Exception {
    for (int i = 0; i < 6; i++) {
      hang(TestService.READ);
    }
    assertThat(served(TestService.READ)).isFalse();
    assertThat(served(TestService.READ)).isFalse();
    hang(TestService.PUT);
    hang(TestService.PUT);
    assertThat(served(TestService.PUT)).isFalse();

    assertThat(shedding.snapshot())
        .isEqualTo(
            new SheddingSnapshot(
                MOST,
                MOST,
                8,
                Map.of(CallPriority.LOW, 2L, CallPriority.NORMAL, 1L, CallPriority.HIGH, 0L),
                0));
  }

  @Test
  void most_outOfBounds_isRefused() {
    for (int most : new int[] {0, 100_001}) {
      assertThatThrownBy(
              () ->
                  new LoadSheddingInterceptor(
                      most, TestTarget.DOMAIN, LoadSheddingInterceptor::byContract, Runnable::run))
          .hasMessage("most: " + most + " (expected: 1 to 100,000)");
    }
  }
}
