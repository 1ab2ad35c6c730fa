// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.history.HistoryReader;
import souk.lab.history.HistoryWriter;
import souk.lab.history.Operation;
import souk.lab.history.Outcome;
import souk.v1.CheckoutRequest;
import souk.v1.Order;

/** What a client does about answers, and what it writes of them, against a shop that is told. */
class ClientTest {
  private static final Patience THREE =
      new Patience(Duration.ofSeconds(10), Duration.ZERO, Duration.ofSeconds(10), 3);
  private static final CheckoutRequest CHECKOUT =
      CheckoutRequest.newBuilder()
          .setCartId("crt_1")
          .setRequestId("4f6a2a52-29d5-4b3c-8c29-3f1c7a0a6f11")
          .build();

  @TempDir private Path folder;
  private final Tally tally = new Tally();
  private ModelShop shop;
  private Doors doors;
  private HistoryWriter history;
  private Client client;

  @BeforeEach
  void open() throws IOException {
    shop = new ModelShop();
    doors = Doors.to(shop.address(), 3);
    history = HistoryWriter.create(folder, "one", InstantSource.system());
    client = new Client(doors, history, tally, InstantSource.system());
  }

  @AfterEach
  void close() throws InterruptedException {
    doors.close();
    history.close();
    shop.close();
  }

  @Test
  void checkout_answered_isAskedOnceAndTold() throws InterruptedException {
    Answer<Order> answer = client.checkout(CHECKOUT, THREE);

    assertThat(answer.attempts()).containsExactly(Status.Code.OK);
    Operation told = onlyOperation();
    assertThat(told.outcome()).isEqualTo(Outcome.OK);
    assertThat(told.told().state()).isEqualTo(Order.State.CONFIRMED);
    assertThat(told.told().total()).isEqualTo(500);
  }

  @Test
  void checkout_isSent_wasWrittenBefore() throws InterruptedException {
    List<Operation> seenByTheShop = new ArrayList<>();
    shop.answers.add(
        () -> {
          seenByTheShop.addAll(operations());
          return ModelShop.order("ord_1", Order.State.PENDING);
        });

    client.checkout(CHECKOUT, THREE);

    assertThat(seenByTheShop).hasSize(1);
    assertThat(seenByTheShop.getFirst().asked().requestId()).isEqualTo(CHECKOUT.getRequestId());
    assertThat(seenByTheShop.getFirst().told()).isNull();
  }

  @Test
  void checkout_unansweredThenAnswered_isOneOperationWithOneId() throws InterruptedException {
    fail(Status.UNAVAILABLE);

    Answer<Order> answer = client.checkout(CHECKOUT, THREE);

    assertThat(answer.attempts()).containsExactly(Status.Code.UNAVAILABLE, Status.Code.OK);
    assertThat(onlyOperation().outcome()).isEqualTo(Outcome.OK);
    assertThat(shop.checkouts).extracting(CheckoutRequest::getRequestId).hasSize(2);
    assertThat(shop.checkouts).containsOnly(CHECKOUT);
  }

  @Test
  void checkout_unansweredThenRefused_isUnknownNotNo() throws InterruptedException {
    fail(Status.UNAVAILABLE);
    fail(Status.FAILED_PRECONDITION);

    Answer<Order> answer = client.checkout(CHECKOUT, THREE);

    assertThat(answer.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(onlyOperation().outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void checkout_refused_isNotAskedAgain() throws InterruptedException {
    fail(Status.FAILED_PRECONDITION);

    Answer<Order> answer = client.checkout(CHECKOUT, THREE);

    assertThat(answer.attempts()).containsExactly(Status.Code.FAILED_PRECONDITION);
    assertThat(onlyOperation().outcome()).isEqualTo(Outcome.FAIL);
  }

  @Test
  void checkout_neverAnswered_endsWithPatience() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      fail(Status.RESOURCE_EXHAUSTED);
    }

    Answer<Order> answer = client.checkout(CHECKOUT, THREE);

    assertThat(answer.attempts()).hasSize(3).containsOnly(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(shop.checkouts).hasSize(3);
  }

  @Test
  void checkout_deadlinePasses_isUnknown() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    shop.answers.add(() -> afterThat(end));

    Answer<Order> answer = client.checkout(CHECKOUT, Patience.once(Duration.ofMillis(50)));
    end.countDown();

    assertThat(answer.attempts()).containsExactly(Status.Code.DEADLINE_EXCEEDED);
    assertThat(onlyOperation().outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void checkoutTwice_oneClickFails_goesByTheOther() throws InterruptedException {
    fail(Status.UNAVAILABLE);

    Answer<Order> answer = client.checkoutTwice(CHECKOUT, THREE);

    assertThat(answer.attempts()).containsExactly(Status.Code.UNAVAILABLE, Status.Code.OK);
    assertThat(onlyOperation().outcome()).isEqualTo(Outcome.OK);
    assertThat(tally.contradictions()).isEmpty();
  }

  @Test
  void checkoutTwice_twoOrders_isAContradiction() throws InterruptedException {
    shop.answers.add(() -> ModelShop.order("ord_1", Order.State.CONFIRMED));
    shop.answers.add(() -> ModelShop.order("ord_2", Order.State.CONFIRMED));

    client.checkoutTwice(CHECKOUT, THREE);

    assertThat(tally.contradictions()).hasSize(1);
  }

  @Test
  void tally_repeatFindsOrderOfBefore_countsIt() throws InterruptedException {
    Instant before = Instant.now().minusSeconds(5);
    for (int i = 0; i < 2; i++) {
      fail(Status.UNAVAILABLE);
      shop.answers.add(() -> placedAt(before));
      tally.checkout(true, client.checkout(CHECKOUT, THREE));
    }

    fail(Status.UNAVAILABLE);
    shop.answers.add(() -> placedAt(Instant.now()));
    tally.checkout(true, client.checkout(CHECKOUT, THREE));

    assertThat(tally.figures().repeatsThatFoundTheirOrder()).isEqualTo(2);
    assertThat(tally.figures().answered()).isEqualTo(3);
    assertThat(tally.failures()).containsEntry("UNAVAILABLE", 3);
  }

  private void fail(Status status) {
    shop.answers.add(
        () -> {
          throw status.asRuntimeException();
        });
  }

  private static Order placedAt(Instant time) {
    return ModelShop.order("ord_1", Order.State.CONFIRMED).toBuilder()
        .setCreateTime(
            Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()))
        .build();
  }

  private static Order afterThat(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ModelShop.order("ord_1", Order.State.CONFIRMED);
  }

  private Operation onlyOperation() {
    List<Operation> all = operations();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private List<Operation> operations() {
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Operation> all = new ArrayList<>();
    HistoryReader.read(folder, all::add);
    return all;
  }
}
