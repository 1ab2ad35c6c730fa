// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @TempDir private Path folder;
  private ModelShop shop;
  private Doors doors;
  private HistoryWriter history;
  private Purchase purchase;

  @BeforeEach
  void open() throws IOException {
    shop = new ModelShop();
    doors = Doors.to(shop.address(), 2);
    history = HistoryWriter.create(folder, "one", InstantSource.system());
    Tally tally = new Tally();
    purchase =
        new Purchase(
            new Client(doors, history, tally, InstantSource.system()),
            tally,
            new SplittableRandom(1));
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

  private Answer<Order> checkOut(Manner manner) throws InterruptedException {
    AddItemRequest another = Requests.add("crt_1", "sku-1", 1, new SplittableRandom(2));
    return purchase.checkOut(manner, CHECKOUT, another);
  }
}
