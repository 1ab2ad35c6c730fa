// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.grpc.resilience.RetryPushback;

class StatusServerInterceptorTest {
  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  @Test
  void refusal_ofFields_isInvalidArgumentThatNamesEach() throws IOException {
    StatusRuntimeException answer =
        answerTo(
            () ->
                Refusal.invalidFields(
                    List.of(
                        new Refusal.Violation("quantity", "is 0 (expected: 1 to 99)"),
                        new Refusal.Violation("request_id", "is missing"))));

    assertThat(GrpcExtension.codeAndReason(answer)).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
    assertThat(GrpcExtension.fields(answer)).containsExactly("quantity", "request_id");
    assertThat(answer.getStatus().getDescription()).isEqualTo("quantity: is 0 (expected: 1 to 99)");
  }

  @Test
  void refusal_withMetadataAndDelay_carriesBoth() throws IOException {
    StatusRuntimeException precondition =
        answerTo(
            () -> Refusal.failedPrecondition("PRICE_CHANGED", "see total", Map.of("total", "9")));
    StatusRuntimeException limit =
        answerTo(() -> Refusal.exhausted("RATE_LIMITED", "come back", Duration.ofMillis(1_500)));

    assertThat(GrpcExtension.detail(precondition, ErrorInfo.class).orElseThrow().getMetadataMap())
        .containsExactly(Map.entry("total", "9"));
    RetryInfo retry = GrpcExtension.detail(limit, RetryInfo.class).orElseThrow();
    assertThat(retry.getRetryDelay().getSeconds()).isEqualTo(1);
    assertThat(retry.getRetryDelay().getNanos()).isEqualTo(500_000_000);
  }

  @Test
  void storeAway_asAnyWrappedSqlError_isUnavailable() throws IOException {
    for (SQLException sql :
        List.of(
            new SQLTransientConnectionException("pool is empty"),
            new SQLException("terminated", "57P01"),
            new SQLException("broken", "08006"),
            new SQLException("paused in a transaction", "25P03"),
            new SQLException("no file", "58030"),
            new SQLException("locked", "55P03"),
            new SQLException("serialization", "40001"))) {
      StatusRuntimeException answer = answerTo(() -> new IllegalStateException("wrapped", sql));

      assertThat(GrpcExtension.codeAndReason(answer)).isEqualTo("UNAVAILABLE STORE_UNAVAILABLE");
    }
  }

  @Test
  void bug_isInternalWithANumberAndNoDetail() throws IOException {
    StatusRuntimeException answer = answerTo(() -> new IllegalStateException("secret detail"));

    assertThat(answer.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(answer.getStatus().getDescription())
        .matches("internal error [0-9a-f]{8}; .*")
        .doesNotContain("secret");
  }

  @Test
  void downstreamAnswer_keepsCodeAndDetailsButNotItsOtherTrailers() throws IOException {
    Metadata.Key<String> internal = Metadata.Key.of("internal", Metadata.ASCII_STRING_MARSHALLER);
    StatusRuntimeException answer =
        answerTo(
            () -> {
              StatusRuntimeException downstream =
                  Refusal.notFound("CART_NOT_FOUND", "no such cart").toStatusException("souk");
              downstream.getTrailers().put(internal, "x");
              return downstream;
            });

    assertThat(GrpcExtension.codeAndReason(answer)).isEqualTo("NOT_FOUND CART_NOT_FOUND");
    assertThat(answer.getTrailers().containsKey(internal)).isFalse();
  }

  @Test
  void downstreamAway_isNotToBeTriedAgainByTheCallersCaller() throws IOException {
    StatusRuntimeException answer =
        answerTo(() -> Status.UNAVAILABLE.withDescription("no route").asRuntimeException());

    assertThat(GrpcExtension.codeAndReason(answer)).isEqualTo("UNAVAILABLE DEPENDENCY_UNAVAILABLE");
    assertThat(answer.getTrailers().get(RetryPushback.KEY)).isEqualTo("-1");
  }

  @Test
  void downstreamTooSlow_isDeadlineExceededWithoutTheAddressThatGrpcNames() throws IOException {
    StatusRuntimeException answer =
        answerTo(
            () ->
                Status.DEADLINE_EXCEEDED
                    .withDescription("exceeded after 1.2s. [remote_addr=10.0.0.7:34947]")
                    .asRuntimeException());

    assertThat(answer.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(answer.getStatus().getDescription()).doesNotContain("10.0.0.7");
  }

  @Test
  void connectionBroken_asGrpcItselfSaysIt_isAwayToo() throws IOException {
    for (Status made :
        List.of(
            Status.UNKNOWN.withDescription("channel closed"),
            Status.INTERNAL.withDescription("http2 exception"),
            Status.INTERNAL.withDescription("RST_STREAM closed stream"))) {
      StatusRuntimeException answer = answerTo(made::asRuntimeException);

      assertThat(GrpcExtension.codeAndReason(answer))
          .isEqualTo("UNAVAILABLE DEPENDENCY_UNAVAILABLE");
      assertThat(answer.getTrailers().get(RetryPushback.KEY)).isEqualTo("-1");
    }
  }

  @Test
  void downstreamFault_isAFaultAndNotTakenForABrokenConnection() throws IOException {
    StatusRuntimeException fault = answerTo(() -> new IllegalStateException("of a service"));

    assertThat(answerTo(() -> fault).getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void downstreamPermissionProblem_isOursAndNotTheCallers() throws IOException {
    StatusRuntimeException answer =
        answerTo(() -> Status.PERMISSION_DENIED.withDescription("token").asRuntimeException());

    assertThat(answer.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
  }

  @Test
  void knownFailure_isAnsweredAsTheServiceSays() throws IOException {
    StatusRuntimeException answer =
        GrpcExtension.failureOf(
            () -> {
              try {
                HealthGrpc.newBlockingStub(
                        grpc.serve(
                            failure ->
                                failure instanceof ArithmeticException
                                    ? Optional.of(Refusal.unavailable("REDIS_AWAY", "away"))
                                    : Optional.empty(),
                            new Throwing(ArithmeticException::new)))
                    .check(HealthCheckRequest.getDefaultInstance());
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(GrpcExtension.codeAndReason(answer)).isEqualTo("UNAVAILABLE REDIS_AWAY");
  }

  private StatusRuntimeException answerTo(Supplier<RuntimeException> failure) throws IOException {
    HealthGrpc.HealthBlockingStub stub =
        HealthGrpc.newBlockingStub(grpc.serve(new Throwing(failure)));
    return GrpcExtension.failureOf(() -> stub.check(HealthCheckRequest.getDefaultInstance()));
  }

  private static final class Throwing extends HealthGrpc.HealthImplBase {
    private final Supplier<RuntimeException> failure;

    Throwing(Supplier<RuntimeException> failure) {
      this.failure = failure;
    }

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
      throw failure.get();
    }
  }
}
