// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.acquirer.SimulatedAcquirer;
import souk.payment.FaultyAcquirer.Gate;
import souk.payment.FaultyAcquirer.Method;
import souk.payment.v1.AuthorizeResponse.Outcome;
import souk.payment.v1.CaptureResponse;
import souk.service.Database;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;

/** Calls about one order at the same time, by plan and by chance. */
class PaymentInterleavingsTest {
  @RegisterExtension
  static final PostgresExtension database = new PostgresExtension(PaymentRig.MIGRATIONS);

  @RegisterExtension
  static final PostgresExtension acquirerDatabase =
      new PostgresExtension(SimulatedAcquirer.MIGRATIONS);

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String order = PaymentRig.newOrder();
  private PaymentRig rig;

  @BeforeEach
  void serve() throws IOException {
    // So long that a held call is waited for and not made again.
    rig =
        new PaymentRig(
            grpc, database.database(), acquirerDatabase.database(), Duration.ofSeconds(8));
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void reverse_whileTheAuthorizationIsOnItsWay_makesItComeToNothing() throws Exception {
    Gate gate = rig.wire.hold(Method.AUTHORIZE, false);
    Future<Outcome> authorization = threads.submit(() -> rig.authorize(order, "tok_visa"));
    gate.awaitReached();

    rig.reverse(order);
    gate.open();

    assertThat(authorization.get()).isEqualTo(Outcome.CLOSED);
    assertThat(rig.statement(order)).containsExactly("VOIDED");
    assertReversed();
  }

  @Test
  void reverse_whileTheApprovalIsOnItsWayBack_winsOverTheLateApproval() throws Exception {
    Gate gate = rig.wire.hold(Method.AUTHORIZE, true);
    Future<Outcome> authorization = threads.submit(() -> rig.authorize(order, "tok_visa"));
    gate.awaitReached();

    rig.reverse(order);
    gate.open();

    assertThat(authorization.get()).isEqualTo(Outcome.CLOSED);
    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "VOIDED");
    assertReversed();
  }

  @Test
  void approval_whileReversing_changesNothing() throws Exception {
    Gate approval = rig.wire.hold(Method.AUTHORIZE, true);
    Gate voiding = rig.wire.hold(Method.VOID, false);
    Future<Outcome> authorization = threads.submit(() -> rig.authorize(order, "tok_visa"));
    approval.awaitReached();
    Future<?> reversal = threads.submit(() -> rig.reverse(order));
    voiding.awaitReached();

    approval.open();

    assertThat(authorization.get()).isEqualTo(Outcome.CLOSED);
    assertThat(rig.state(order)).isEqualTo(PaymentState.REVERSING);
    assertThat(rig.posted(order)).isEmpty();
    voiding.open();
    reversal.get();
    assertReversed();
  }

  @Test
  void reverse_whileTheCaptureIsOnItsWay_makesItComeToNothing() throws Exception {
    rig.authorize(order, "tok_visa");
    Gate gate = rig.wire.hold(Method.CAPTURE, false);
    Future<CaptureResponse.Outcome> capture = threads.submit(() -> rig.capture(order));
    gate.awaitReached();

    rig.reverse(order);
    gate.open();

    assertThat(capture.get()).isEqualTo(CaptureResponse.Outcome.CLOSED);
    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "VOIDED", "CAPTURE_REFUSED");
    assertReversed();
  }

  @Test
  void reverse_whileTheCapturesAnswerIsOnItsWayBack_refunds() throws Exception {
    rig.authorize(order, "tok_visa");
    Gate gate = rig.wire.hold(Method.CAPTURE, true);
    Future<CaptureResponse.Outcome> capture = threads.submit(() -> rig.capture(order));
    gate.awaitReached();

    rig.reverse(order);
    gate.open();

    assertThat(capture.get()).isEqualTo(CaptureResponse.Outcome.CLOSED);
    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "CAPTURED", "REFUNDED");
    assertReversed();
  }

  @Test
  void authorize_twiceAtTheAcquirerAtOnce_isStoredOnce() throws Exception {
    Gate first = rig.wire.hold(Method.AUTHORIZE, true);
    Gate second = rig.wire.hold(Method.AUTHORIZE, true);
    Future<Outcome> one = threads.submit(() -> rig.authorize(order, "tok_visa"));
    Future<Outcome> other = threads.submit(() -> rig.authorize(order, "tok_visa"));
    first.awaitReached();
    second.awaitReached();

    second.open();
    first.open();

    assertThat(one.get()).isEqualTo(Outcome.AUTHORIZED);
    assertThat(other.get()).isEqualTo(Outcome.AUTHORIZED);
    assertThat(rig.statement(order)).containsExactly("AUTHORIZED");
    rig.assertConsistent(order);
  }

  @Test
  void authorize_otherOrderMeanwhile_needsNoConnectionThatThisOneHolds() throws Exception {
    Database.Config one = database.config();
    try (Database narrow =
        Database.open(
            new Database.Config(one.url(), one.user(), one.password(), 1), PaymentRig.MIGRATIONS)) {
      rig = new PaymentRig(grpc, narrow, acquirerDatabase.database(), Duration.ofSeconds(8));
      Gate gate = rig.wire.hold(Method.AUTHORIZE, false);
      Future<Outcome> held = threads.submit(() -> rig.authorize(order, "tok_visa"));
      gate.awaitReached();

      assertThat(rig.authorize(PaymentRig.newOrder(), "tok_visa")).isEqualTo(Outcome.AUTHORIZED);

      gate.open();
      assertThat(held.get()).isEqualTo(Outcome.AUTHORIZED);
    }
  }

  @Test
  void concurrentRepeats_ofEachOperation_areDoneOnce() throws Exception {
    assertThat(eightTimes(() -> rig.authorize(order, "tok_visa"))).containsOnly(Outcome.AUTHORIZED);
    assertThat(eightTimes(() -> rig.capture(order))).containsOnly(CaptureResponse.Outcome.CAPTURED);
    eightTimes(
        () -> {
          rig.reverse(order);
          return true;
        });

    assertThat(rig.statement(order)).containsExactly("AUTHORIZED", "CAPTURED", "REFUNDED");
    assertReversed();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void anything_atTheSameTimeOverABadWire_chargesAtMostOnceAndBalances(long seed) throws Exception {
    Random random = new Random(seed);
    rig.wire.randomly(random, 0.3);
    List<String> orders = IntStream.range(0, 12).mapToObj(i -> PaymentRig.newOrder()).toList();
    List<Future<?>> calls = new ArrayList<>();
    for (String each : orders) {
      boolean reversed = random.nextBoolean();
      calls.add(threads.submit(() -> attempt(() -> rig.authorize(each, "tok_visa"))));
      calls.add(threads.submit(() -> attempt(() -> rig.authorize(each, "tok_visa"))));
      calls.add(threads.submit(() -> attempt(() -> authorizeAndCapture(each))));
      calls.add(threads.submit(() -> attempt(() -> authorizeAndCapture(each))));
      if (reversed) {
        calls.add(threads.submit(() -> attempt(() -> reversed(each))));
        calls.add(threads.submit(() -> attempt(() -> reversed(each))));
      }
    }
    for (Future<?> call : calls) {
      call.get();
    }
    rig.wire.heal();

    for (String each : orders) {
      if (rig.state(each).isClosed()) {
        rig.reverse(each);
      } else {
        assertThat(authorizeAndCapture(each)).isEqualTo(CaptureResponse.Outcome.CAPTURED);
      }
      rig.assertConsistent(each);
    }
    assertThat(orders).anyMatch(each -> rig.state(each) == PaymentState.REVERSED);
    assertThat(orders).anyMatch(each -> rig.state(each) == PaymentState.CAPTURED);
  }

  private CaptureResponse.Outcome authorizeAndCapture(String each) {
    return rig.authorize(each, "tok_visa") == Outcome.AUTHORIZED
        ? rig.capture(each)
        : CaptureResponse.Outcome.CLOSED;
  }

  private boolean reversed(String each) {
    rig.reverse(each);
    return true;
  }

  /** A call that may be left without an answer, but not with a wrong one. */
  private static void attempt(Callable<?> call) {
    try {
      call.call();
    } catch (StatusRuntimeException noAnswer) {
      assertThat(GrpcExtension.codeAndReason(noAnswer))
          .isEqualTo("UNAVAILABLE ACQUIRER_UNAVAILABLE");
    } catch (Exception other) {
      throw new AssertionError(other);
    }
  }

  private <T> List<T> eightTimes(Callable<T> call) throws Exception {
    List<Future<T>> calls = IntStream.range(0, 8).mapToObj(i -> threads.submit(call)).toList();
    List<T> answers = new ArrayList<>();
    for (Future<T> answer : calls) {
      answers.add(answer.get());
    }
    return answers;
  }

  private void assertReversed() {
    assertThat(rig.state(order)).isEqualTo(PaymentState.REVERSED);
    assertThat(rig.authorize(order, "tok_visa")).isEqualTo(Outcome.CLOSED);
    rig.assertConsistent(order);
    assertThat(rig.balances(order)).doesNotContainKeys("authorizations", "acquirer_receivable");
  }
}
