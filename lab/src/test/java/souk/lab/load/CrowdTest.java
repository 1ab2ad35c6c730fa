// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.history.HistoryReader;
import souk.lab.process.LabException;
import souk.v1.AddItemRequest;
import souk.v1.CheckoutRequest;
import souk.v1.Order;

/** Shoppers at a shop that confirms everything. */
class CrowdTest {
  private static final int RATE = 100;
  private static final Duration TIME = Duration.ofMillis(300);
  private static final int BROKEN = 5;

  @TempDir private Path folder;

  @Test
  void send_sameSeed_samePurchases() throws Exception {
    Set<CheckoutRequest> first = checkouts(7, "first");
    Set<CheckoutRequest> second = checkouts(7, "second");
    Set<CheckoutRequest> other = checkouts(8, "other");

    assertThat(first).isNotEmpty();
    // How long an answer takes is not the seed's choice: who was impatient has bought nothing.
    Set<CheckoutRequest> both = new HashSet<>(first);
    both.retainAll(second);
    assertThat(both.size()).isGreaterThan(Math.max(first.size(), second.size()) / 2);
    assertThat(other).doesNotContainAnyElementsOf(first);
  }

  @Test
  void send_everything_isInTheHistory() throws Exception {
    try (ModelShop shop = new ModelShop();
        Crowd crowd = Crowd.at(shop.address(), folder, InstantSource.system(), 3)) {
      assertThat(crowd.send(RATE, TIME)).isTrue();

      Set<String> asked = new HashSet<>();
      HistoryReader.read(
          folder,
          operation -> {
            assertThat(operation.told()).isNotNull();
            String requestId = operation.asked().requestId();
            if (requestId != null) {
              asked.add(requestId);
            }
          });
      assertThat(asked)
          .containsAll(shop.checkouts.stream().map(CheckoutRequest::getRequestId).toList())
          .containsAll(shop.adds.stream().map(AddItemRequest::getRequestId).toList());
      assertThat(crowd.tally().figures().visits()).isGreaterThanOrEqualTo(20);
      assertThat(crowd.tally().figures().confirmed()).isPositive();
      assertThat(crowd.tally().contradictions()).isEmpty();
    }
  }

  @Test
  void send_visitsThatBreakOff_areCountedAndTheOthersGoOn() throws Exception {
    try (ModelShop shop = new ModelShop();
        Crowd crowd = Crowd.at(shop.address(), folder, InstantSource.system(), 3)) {
      for (int i = 0; i < BROKEN; i++) {
        shop.answers.add(CrowdTest::impossible);
      }

      assertThat(crowd.send(RATE, TIME)).isTrue();

      // Who clicks twice goes by one answer of two.
      assertThat(crowd.tally().brokenOff().visits()).isBetween(1, BROKEN);
      assertThat(crowd.tally().brokenOff().first()).contains("DateTimeException");
      assertThat(crowd.tally().figures().confirmed()).isPositive();
    }
  }

  @Test
  void at_nobodyThere_isSaidInOneLineAndNothingIsWritten() throws Exception {
    String address;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = "127.0.0.1:" + closed.getLocalPort();
    }

    assertThatThrownBy(() -> Crowd.at(address, folder, InstantSource.system(), 1))
        .isInstanceOf(LabException.class)
        .hasMessage("the shop at " + address + " does not answer: UNAVAILABLE");
    assertThat(folder).isEmptyDirectory();
  }

  /** Placed at a time that no clock can show. */
  private static Order impossible() {
    return ModelShop.order("ord_1", Order.State.CONFIRMED).toBuilder()
        .setCreateTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
        .build();
  }

  private Set<CheckoutRequest> checkouts(long seed, String name)
      throws IOException, InterruptedException {
    try (ModelShop shop = new ModelShop();
        Crowd crowd =
            Crowd.at(shop.address(), folder.resolve(name), InstantSource.system(), seed)) {
      crowd.send(RATE, TIME);
      return new HashSet<>(shop.checkouts);
    }
  }
}
