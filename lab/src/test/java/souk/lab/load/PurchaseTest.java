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
  private static final CheckoutRequest SILENT =
      CHECKOUT.toBuilder().setCardToken(Card.ACQUIRER_DOWN.token()).build();
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
  void make_tidyAndTheBankNeverAnswers_whoeverItIsCancelsInTheEnd(long shopper)
      throws InterruptedException {
    shop.answers.add(() -> ModelShop.order("ord_1", Order.State.PENDING));
    shop.answers.add(() -> ModelShop.order("ord_1", Order.State.PENDING));

    purchase(Habit.TIDY, shopper).make(SILENT, ANOTHER);

    assertThat(shop.cancelled).isNotEmpty().containsOnly("ord_1");
  }

  @Test
  void make_notTidyOrUndecidedForAnotherReason_onlyThoseCancelWhoWouldAnyway()
      throws InterruptedException {
    List<Long> regretful = shoppers().filter(PurchaseTest::regrets).boxed().toList();

    assertThat(whoCancels(Habit.TIDY, CHECKOUT)).isNotEmpty().isSubsetOf(regretful);
    assertThat(whoCancels(Habit.EVERYTHING, SILENT)).isNotEmpty().isSubsetOf(regretful);
  }

  /** As a purchase chooses. */
  private static boolean regrets(long shopper) {
    SplittableRandom random = new SplittableRandom(shopper);
    var unused = Weighted.pick(Manner.values(), random);
    return Weighted.pick(Regret.values(), random) != Regret.NONE;
  }

  /** Of those whose order is not decided. */
  private List<Long> whoCancels(Habit habit, CheckoutRequest checkout) throws InterruptedException {
    List<Long> all = new ArrayList<>();
    for (long shopper : shoppers().toArray()) {
      shop.cancelled.clear();
      shop.answers.clear();
      shop.answers.add(() -> ModelShop.order("ord_1", Order.State.PENDING));
      shop.answers.add(() -> ModelShop.order("ord_1", Order.State.PENDING));
      purchase(habit, shopper).make(checkout, ANOTHER);
      if (!shop.cancelled.isEmpty()) {
        all.add(shopper);
      }
    }
    return all;
  }

  /** Enough for every manner. */
  static LongStream shoppers() {
    return LongStream.range(0, 30);
  }

  private Answer<Order> checkOut(Manner manner) throws InterruptedException {
    return purchase(Habit.EVERYTHING, 1).checkOut(manner, CHECKOUT, ANOTHER);
  }

  private Purchase purchase(Habit habit, long shopper) {
    return new Purchase(habit, client, tally, new SplittableRandom(shopper), Duration.ofMillis(1));
  }
}
