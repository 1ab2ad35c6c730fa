// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Currency;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import souk.acquirer.v1.AcquirerGrpc;
import souk.acquirer.v1.CaptureRequest;
import souk.acquirer.v1.CaptureResponse;
import souk.grpc.resilience.ClientResilience;
import souk.service.GrpcExtension;
import souk.service.Money;

/** Which statuses are no answer, which are a fault of ours, and how long is waited. */
class AcquirerClientTest {
  private static final Payment PAYMENT =
      Payment.intended("ord_1", "pay_1", new Money(Currency.getInstance("EUR"), 100), "tok_visa");

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "CANCELLED"})
  void capture_statusThatSaysNothing_isNoAnswerAndMayBeAskedAgain(Status.Code code)
      throws IOException {
    assertThat(clientOf(Status.fromCode(code).asRuntimeException()).capture(PAYMENT))
        .isEqualTo(new Answer.None<>(true));
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.Code.class,
      names = {"INVALID_ARGUMENT", "FAILED_PRECONDITION", "NOT_FOUND"})
  void capture_statusThatBlamesUs_isAFaultAndNoOutcome(Status.Code code) throws IOException {
    AcquirerClient client = clientOf(Status.fromCode(code).asRuntimeException());

    assertThatThrownBy(() -> client.capture(PAYMENT)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void capture_breakerOpen_isNotAskedAgain() throws IOException {
    StatusRuntimeException open =
        StatusProto.toStatusRuntimeException(
            com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.UNAVAILABLE.value())
                .addDetails(
                    Any.pack(
                        ErrorInfo.newBuilder()
                            .setDomain("souk")
                            .setReason(ClientResilience.CIRCUIT_OPEN)
                            .build()))
                .build());

    assertThat(clientOf(open).capture(PAYMENT)).isEqualTo(new Answer.None<>(false));
  }

  @Test
  void capture_outcomeUnknownToUs_isAFault() throws IOException {
    AcquirerClient client =
        client(
            new AcquirerGrpc.AcquirerImplBase() {
              @Override
              public void capture(CaptureRequest request, StreamObserver<CaptureResponse> answer) {
                answer.onNext(CaptureResponse.getDefaultInstance());
                answer.onCompleted();
              }
            });

    assertThatThrownBy(() -> client.capture(PAYMENT)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void capture_callersDeadlineIsNearer_leavesTimeToAnswerIt() throws Exception {
    AtomicReference<Long> leftMillis = new AtomicReference<>();
    AcquirerClient client =
        client(
            new AcquirerGrpc.AcquirerImplBase() {
              @Override
              public void capture(CaptureRequest request, StreamObserver<CaptureResponse> answer) {
                leftMillis.set(
                    Context.current().getDeadline().timeRemaining(TimeUnit.MILLISECONDS));
                answer.onNext(
                    CaptureResponse.newBuilder()
                        .setOutcome(CaptureResponse.Outcome.CAPTURED)
                        .build());
                answer.onCompleted();
              }
            });
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Context.CancellableContext caller =
            Context.current().withDeadlineAfter(2, TimeUnit.SECONDS, timer)) {
      caller.call(() -> client.capture(PAYMENT));
    }

    assertThat(leftMillis.get()).isBetween(1L, 1_900L);
  }

  @Test
  void pause_untilTheDeadline_thenGivesUpAtOnce() throws Exception {
    Patience patience =
        new Patience(
            Duration.ofSeconds(9), Duration.ofMillis(20), Duration.ofMillis(50), new Random(1));
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Context.CancellableContext caller =
            Context.current().withDeadlineAfter(600, TimeUnit.MILLISECONDS, timer)) {
      int pauses =
          caller.call(
              () -> {
                Patience.Spell spell = patience.begin();
                int count = 0;
                while (spell.pause()) {
                  count++;
                }
                return count;
              });
      assertThat(pauses).isBetween(2, 20);
      assertThat(caller.getDeadline().isExpired()).isFalse();
    }
  }

  @Test
  void pause_callerGaveUp_isOver() throws Exception {
    Patience patience =
        new Patience(
            Duration.ofSeconds(9), Duration.ofMillis(20), Duration.ofMillis(50), new Random(1));
    try (Context.CancellableContext caller = Context.current().withCancellation()) {
      caller.cancel(null);

      assertThat(caller.call(() -> patience.begin().pause())).isFalse();
    }
  }

  private AcquirerClient clientOf(StatusRuntimeException failure) throws IOException {
    return client(
        new AcquirerGrpc.AcquirerImplBase() {
          @Override
          public void capture(CaptureRequest request, StreamObserver<CaptureResponse> answer) {
            answer.onError(failure);
          }
        });
  }

  private AcquirerClient client(AcquirerGrpc.AcquirerImplBase acquirer) throws IOException {
    return new AcquirerClient(grpc.serve(acquirer), Duration.ofSeconds(5));
  }
}
