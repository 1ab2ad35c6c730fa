// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.type.PostalAddress;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import souk.inventory.v1.HoldRequest;
import souk.inventory.v1.HoldResponse;
import souk.inventory.v1.InventoryGrpc;
import souk.inventory.v1.SettleRequest;
import souk.inventory.v1.SettleResponse;
import souk.payment.v1.AuthorizeRequest;
import souk.payment.v1.AuthorizeResponse;
import souk.payment.v1.CaptureRequest;
import souk.payment.v1.CaptureResponse;
import souk.payment.v1.PaymentsGrpc;
import souk.service.GrpcExtension;
import souk.service.Money;
import souk.service.Refusal;

/** What is concluded from other services' answers. */
class ParticipantClientsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final CardToken CARD = new CardToken("tok_visa");

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  @ParameterizedTest
  @EnumSource(value = Status.Code.class, names = "OK", mode = EnumSource.Mode.EXCLUDE)
  void holdAndAuthorize_anyStatus_neverANo(Status.Code code) throws IOException {
    InventoryClient inventory =
        new InventoryClient(
            grpc.serve(
                new InventoryGrpc.InventoryImplBase() {
                  @Override
                  public void hold(HoldRequest request, StreamObserver<HoldResponse> observer) {
                    throw code.toStatus().asRuntimeException();
                  }
                }),
            DEADLINE);
    PaymentClient payment = paymentThatThrows(() -> code.toStatus().asRuntimeException());

    assertThat(inventory.hold(order())).isInstanceOf(Unanswered.class);
    assertThat(payment.authorize(order(), CARD)).isInstanceOf(Unanswered.class);
  }

  @Test
  void authorize_refusedWithAReason_reasonIsKept() throws IOException {
    PaymentClient payment =
        paymentThatThrows(() -> Refusal.invalidField("amount", "must be above 0"));

    assertThat(payment.authorize(order(), CARD))
        .isInstanceOfSatisfying(
            Unanswered.class,
            refused -> {
              assertThat(refused.isRefusal()).isTrue();
              assertThat(refused.why())
                  .isEqualTo("INVALID_ARGUMENT INVALID_FIELD: amount: must be above 0");
            });
    assertThat(Unanswered.of(Status.UNAVAILABLE).isRefusal()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(HoldResponse.Outcome.class)
  void hold_eachOutcome_asTheContractSays(HoldResponse.Outcome outcome) throws IOException {
    if (outcome == HoldResponse.Outcome.UNRECOGNIZED) {
      return;
    }
    AtomicReference<HoldRequest> asked = new AtomicReference<>();
    InventoryClient inventory =
        new InventoryClient(
            grpc.serve(
                new InventoryGrpc.InventoryImplBase() {
                  @Override
                  public void hold(HoldRequest request, StreamObserver<HoldResponse> observer) {
                    asked.set(request);
                    observer.onNext(
                        HoldResponse.newBuilder()
                            .setOutcome(outcome)
                            .addShortProductIds("rug")
                            .build());
                    observer.onCompleted();
                  }
                }),
            DEADLINE);

    Inventory.HoldResult result = inventory.hold(order());

    switch (outcome) {
      case HELD -> assertThat(result).isInstanceOf(Inventory.Held.class);
      case OUT_OF_STOCK -> assertThat(result).isEqualTo(new Inventory.OutOfStock(List.of("rug")));
      case CLOSED -> assertThat(result).isInstanceOf(Inventory.HoldClosed.class);
      default -> assertThat(result).isInstanceOf(Unanswered.class);
    }
    assertThat(asked.get().getOrderId()).isEqualTo(order().id());
    assertThat(asked.get().getLines(0).getQuantity()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(AuthorizeResponse.Outcome.class)
  void authorize_eachOutcome_asTheContractSays(AuthorizeResponse.Outcome outcome)
      throws IOException {
    if (outcome == AuthorizeResponse.Outcome.UNRECOGNIZED) {
      return;
    }
    AtomicReference<AuthorizeRequest> asked = new AtomicReference<>();
    PaymentClient payment =
        new PaymentClient(
            grpc.serve(
                new PaymentsGrpc.PaymentsImplBase() {
                  @Override
                  public void authorize(
                      AuthorizeRequest request, StreamObserver<AuthorizeResponse> observer) {
                    asked.set(request);
                    observer.onNext(
                        AuthorizeResponse.newBuilder()
                            .setOutcome(outcome)
                            .setDeclineCode("stolen")
                            .build());
                    observer.onCompleted();
                  }
                }),
            DEADLINE);

    Payment.AuthorizeResult result = payment.authorize(order(), CARD);

    switch (outcome) {
      case AUTHORIZED -> assertThat(result).isInstanceOf(Payment.Authorized.class);
      case DECLINED -> assertThat(result).isEqualTo(new Payment.Declined("stolen"));
      case CLOSED -> assertThat(result).isInstanceOf(Payment.AuthorizeClosed.class);
      default -> assertThat(result).isInstanceOf(Unanswered.class);
    }
    assertThat(asked.get().getCardToken()).isEqualTo("tok_visa");
    assertThat(asked.get().getAmount()).isEqualTo(order().total().toMessage());
  }

  @ParameterizedTest
  @EnumSource(value = Status.Code.class, names = "OK", mode = EnumSource.Mode.EXCLUDE)
  void settle_status_onlyAFaultOfTheRequestIsFinal(Status.Code code) throws IOException {
    InventoryClient inventory =
        new InventoryClient(
            grpc.serve(
                new InventoryGrpc.InventoryImplBase() {
                  @Override
                  public void settle(
                      SettleRequest request, StreamObserver<SettleResponse> observer) {
                    throw code.toStatus().asRuntimeException();
                  }
                }),
            DEADLINE);

    StepResult result = inventory.settle(order().id());

    switch (code) {
      case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION ->
          assertThat(result).isInstanceOf(StepResult.Rejected.class);
      default -> assertThat(result).isInstanceOf(Unanswered.class);
    }
  }

  @Test
  void capture_refused_isNotAStepThatFailed() throws IOException {
    PaymentClient payment =
        new PaymentClient(
            grpc.serve(
                new PaymentsGrpc.PaymentsImplBase() {
                  @Override
                  public void capture(
                      CaptureRequest request, StreamObserver<CaptureResponse> observer) {
                    observer.onNext(
                        CaptureResponse.newBuilder()
                            .setOutcome(CaptureResponse.Outcome.REFUSED)
                            .build());
                    observer.onCompleted();
                  }
                }),
            DEADLINE);

    assertThat(payment.capture(order().id())).isInstanceOf(Payment.CaptureRefused.class);
  }

  @Test
  void call_noAnswerInTime_unanswered() throws IOException {
    PaymentClient payment =
        new PaymentClient(
            grpc.serve(
                new PaymentsGrpc.PaymentsImplBase() {
                  @Override
                  public void authorize(
                      AuthorizeRequest request, StreamObserver<AuthorizeResponse> observer) {}
                }),
            Duration.ofMillis(100));

    assertThat(payment.authorize(order(), CARD))
        .isInstanceOfSatisfying(
            Unanswered.class,
            unknown -> assertThat(unknown.code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
  }

  private PaymentClient paymentThatThrows(Supplier<RuntimeException> failure) throws IOException {
    return new PaymentClient(
        grpc.serve(
            new PaymentsGrpc.PaymentsImplBase() {
              @Override
              public void authorize(
                  AuthorizeRequest request, StreamObserver<AuthorizeResponse> observer) {
                throw failure.get();
              }
            }),
        DEADLINE);
  }

  static Money price() {
    return new Money(ModelShop.EUR, 1250);
  }

  /** Three lamps. */
  static Order order() {
    Instant noon = Instant.parse("2026-11-21T12:00:00Z");
    return new Order(
        "ord_" + "1".repeat(32),
        "crt_" + "1".repeat(32),
        OrderState.PENDING,
        OrderReason.NONE,
        List.of(new OrderLine("lamp", "Lamp", 3, price())),
        price().times(3),
        PostalAddress.getDefaultInstance(),
        noon,
        List.of(TimelineEntry.after(0, Happened.plain(OrderEvent.PLACED, noon))),
        1);
  }
}
