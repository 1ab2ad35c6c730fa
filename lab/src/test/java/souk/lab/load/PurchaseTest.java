// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import souk.lab.history.HistoryWriter;
import souk.v1.AddItemRequest;
import souk.v1.CheckoutRequest;
import souk.v1.Order;

/** How shoppers check out at a shop that is told what to answer. */
class PurchaseTest {
  private static final CheckoutRequest CHECKOUT =
      CheckoutRequest.newBuilder()
          .setCartId("crt_1")
          .setRequestId("4f6a2a52-29d5-4b3c-8c29-3f1c7a0a6f11")
          .build();
  private static final AddItemRequest ANOTHER =
      Requests.add("crt_1", "sku-1", 1, new SplittableRandom(2));

  @TempDir private Path folder;
  private ModelShop shop;
  private Doors doors;
  private HistoryWriter history;
  private Client client;
  private final Tally tally = new Tally();

  @BeforeEach
  void open() throws IOException {
    shop = new ModelShop();
    doors = Doors.to(shop.address(), 2);
    history = HistoryWriter.create(folder, "one", InstantSource.system());
    client = new Client(doors, history, tally, InstantSource.system());
  }

  @AfterEach
  void close() {
    doors.close();
    history.close();
    shop.close();
  }

  @Test
  void checkOut_twiceAndTheFirstIsRefused_goesByTheSecond() throws InterruptedException {
    shop.refused.add(CHECKOUT.getRequestId());

    Answer<Order> answer = checkOut(Manner.CHECKS_OUT_TWICE);

    assertThat(answer.attempts()).containsExactly(Status.Code.OK);
    assertThat(answer.value()).isPresent();
    assertThat(shop.checkouts).hasSize(2);
  }

  @Test
  void checkOut_twiceAndBothAreRefused_hasNoOrder() throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      shop.answers.add(
          () -> {
            throw Status.FAILED_PRECONDITION.asRuntimeException();
          });
    }

    assertThat(checkOut(Manner.CHECKS_OUT_TWICE).value()).isEmpty();
  }

  @Test
  void checkOut_onceAndRefused_hasNoOrder() throws InterruptedException {
    shop.refused.add(CHECKOUT.getRequestId());

    assertThat(checkOut(Manner.PATIENT).value()).isEmpty();
    assertThat(checkOut(Manner.ADDS_MEANWHILE).value()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("shoppers")
  void make_bankNeverAnswers_whoeverItIsCancelsInTheEnd(long shopper) throws InterruptedException {
    shop.answers.add(() -> ModelShop.order("ord_1", Order.State.PENDING));
    CheckoutRequest silent = CHECKOUT.toBuilder().setCardToken("tok_acquirer_down").build();

    purchase(shopper).make(silent, ANOTHER);

    assertThat(shop.checkouts).containsExactly(silent);
    assertThat(shop.cancelled).contains("ord_1");
  }

  @Test
  void make_undecidedForAnotherReason_isLeftToTheShop() throws InterruptedException {
    List<Long> cancelling = new ArrayList<>();
    for (long shopper : shoppers().toArray()) {
      shop.cancelled.clear();
      shop.answers.add(() -> ModelShop.order("ord_1", Order.State.PENDING));
      purchase(shopper).make(CHECKOUT, ANOTHER);
      if (!shop.cancelled.isEmpty()) {
        cancelling.add(shopper);
      }
    }
    assertThat(cancelling).hasSizeBetween(1, 15);
  }

  /** Enough for every manner and every regret. */
  static LongStream shoppers() {
    return LongStream.range(0, 30);
  }

  private Purchase purchase(long shopper) {
    return new Purchase(client, tally, new SplittableRandom(shopper), Duration.ofMillis(1));
  }

  private Answer<Order> checkOut(Manner manner) throws InterruptedException {
    return purchase(1).checkOut(manner, CHECKOUT, ANOTHER);
  }
}
