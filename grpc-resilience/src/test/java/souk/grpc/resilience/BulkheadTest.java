// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.grpc.resilience.TestTarget.call;
import static souk.grpc.resilience.TestTarget.codeOf;
import static souk.grpc.resilience.TestTarget.errorOf;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many calls may be under way, and that each place comes back exactly once. */
class BulkheadTest {
  @RegisterExtension final TestTarget target = new TestTarget();
  private ClientResilience resilience;
  private Channel channel;

  @BeforeEach
  void two() {
    resilience =
        target.resilience(settings -> settings.bulkhead(2).deadline(Duration.ofSeconds(8)));
    channel = resilience.wrap(target.bare());
  }

  private Future<String> hang() {
    target.service.thenHang();
    return call(channel, TestService.READ);
  }

  private int underWay() {
    return resilience.bulkhead().underWay();
  }

  @Test
  void full_oneMore_isRefusedAtOnceAndToldWhenToComeBack() throws Exception {
    hang();
    hang();

    StatusRuntimeException refusal = errorOf(call(channel, TestService.PUT));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(ErrorDetails.errorInfo(refusal.getTrailers()).getReason())
        .isEqualTo(ClientResilience.BULKHEAD_FULL);
    assertThat(ErrorDetails.retryDelayNanos(refusal.getTrailers()))
        .isEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
    assertThat(target.service.received).hasSize(2);
    assertThat(resilience.bulkhead()).isEqualTo(new BulkheadSnapshot("test", 2, 2, 1));
  }

  @Test
  void answered_placeComesBack() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(call(channel, TestService.READ).get()).isEqualTo("hello");
    }
    assertThat(underWay()).isZero();
  }

  @Test
  void cancelled_placeComesBackOnce() {
    Future<String> first = hang();
    hang();

    first.cancel(true);
    first.cancel(true);

    assertThat(underWay()).isEqualTo(1);
  }

  @Test
  void deadlineExceeded_placeComesBack() {
    hang();
    target.service.thenHang().thenHang();
    target.time.advance(Duration.ofSeconds(8));
    assertThat(underWay()).isZero();
  }

  @Test
  void pauseBetweenAttempts_placeIsKept() {
    target.service.thenFail(Status.UNAVAILABLE);
    call(channel, TestService.READ);
    assertThat(underWay()).isEqualTo(1);
    target.time.advance(RetryPolicy.DEFAULT.maxBackoff());
    assertThat(underWay()).isZero();
  }

  @Test
  void stream_takesNoPlace() {
    target.service.thenHang();
    var watch = channel.newCall(TestService.WATCH, CallOptions.DEFAULT);
    watch.start(new RecordingListener(), new Metadata());
    assertThat(underWay()).isZero();
    watch.cancel("enough", null);
    assertThat(underWay()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void startThrows_placeComesBackOnce(boolean afterTheClose) {
    Channel broken =
        resilience.wrap(
            ClientInterceptors.intercept(target.bare(), new ThrowingStart(afterTheClose)));
    var post = broken.newCall(TestService.POST, CallOptions.DEFAULT);

    assertThatThrownBy(() -> post.start(new RecordingListener(), new Metadata()))
        .hasMessage("no start");

    assertThat(underWay()).isZero();
  }

  private record ThrowingStart(boolean closesBefore) implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> listener, Metadata headers) {
          if (closesBefore) {
            listener.onClose(Status.UNAVAILABLE, new Metadata());
          }
          throw new IllegalStateException("no start");
        }
      };
    }
  }

  @Test
  void full_breakerHearsNothing() throws Exception {
    hang();
    hang();
    for (int i = 0; i < 50; i++) {
      assertThat(codeOf(call(channel, TestService.READ))).isEqualTo(Code.RESOURCE_EXHAUSTED);
    }
    assertThat(resilience.breakers().get(0).state()).isEqualTo(CircuitBreaker.State.CLOSED);
    assertThat(resilience.breakers().get(0).failurePercent()).isEqualTo(-1);
  }

  @Test
  void fullWhileTheBreakerIsHalfOpen_probesPlacesComeBack() throws Exception {
    for (int i = 0; i < 20; i++) {
      target.service.thenFail(Status.DATA_LOSS);
      assertThat(call(channel, TestService.READ).isDone()).isTrue();
    }
    target.service.forget();
    target.time.advance(Duration.ofSeconds(2));
    target.service.thenHang().thenHang();
    Future<String> one = call(channel, TestService.POST);
    Future<String> other = call(channel, TestService.POST);
    for (int i = 0; i < 20; i++) {
      assertThat(codeOf(call(channel, TestService.READ))).isEqualTo(Code.RESOURCE_EXHAUSTED);
    }
    one.cancel(true);
    other.cancel(true);

    assertThat(call(channel, TestService.READ).get()).isEqualTo("hello");
    assertThat(resilience.breakers().get(0).state()).isEqualTo(CircuitBreaker.State.CLOSED);
  }

  @Test
  void bulkhead_outOfBounds_isRefused() {
    assertThatThrownBy(() -> ClientResilience.forTarget("test", "test.example").bulkhead(0))
        .hasMessageContaining("bulkhead: 0 (expected: 1 to 100,000)");
  }
}
