// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an order bought leaves its cart once, and nothing else does. */
class CartTakeOutTest {
  @RegisterExtension static final RedisExtension redis = new RedisExtension();
  private static CartFixture fixture;
  private static Carts carts;

  @BeforeAll
  static void connect() {
    fixture = new CartFixture(redis.config());
    carts = fixture.carts;
  }

  @AfterAll
  static void disconnect() {
    fixture.close();
  }

  @Test
  void takeOut_boughtLines_leavesWhatWasAddedMeanwhile() {
    CartId cart = fixture.newCart();
    fixture.add(cart, "tea", 5);
    fixture.add(cart, "mint", 1);
    fixture.add(cart, "honey", 2);
    // Bought: 3 of tea, all mint, 4 of honey of which the shopper has taken 2 out since, and dates.
    carts.takeOut(
        cart,
        order(1),
        List.of(
            new Line("tea", 3), new Line("mint", 1), new Line("honey", 4), new Line("dates", 1)));
    assertThat(fixture.get(cart)).isEqualTo(new Cart(cart, List.of(new Line("tea", 2)), 5));
  }

  @Test
  void takeOut_repeated_isDoneOnce() throws Exception {
    CartId cart = fixture.newCart();
    fixture.add(cart, "tea", 50);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        threads.execute(() -> carts.takeOut(cart, order(1), List.of(new Line("tea", 2))));
      }
    }
    carts.takeOut(cart, order(2), List.of(new Line("tea", 3)));
    assertThat(fixture.get(cart)).isEqualTo(new Cart(cart, List.of(new Line("tea", 45)), 4));
  }

  @Test
  void takeOut_nothingOfItThere_isRememberedWithoutAChange() {
    CartId cart = fixture.newCart();
    List<Line> bought = List.of(new Line("tea", 2));
    carts.takeOut(cart, order(1), bought);
    assertThat(fixture.get(cart).version()).isEqualTo(1);
    fixture.add(cart, "tea", 2);
    carts.takeOut(cart, order(1), bought);
    assertThat(fixture.get(cart).lines()).isEqualTo(bought);
  }

  @Test
  void takeOut_expiredCart_isNoErrorAndMakesNoKey() {
    CartId gone = new CartId("crt_" + "0".repeat(32));
    carts.takeOut(gone, order(1), List.of(new Line("tea", 1)));
    assertThat(fixture.commands().exists(CartFixture.key(gone))).isZero();
  }

  @Test
  void orders_manyOfOneCart_theLast64AreRemembered() {
    CartId cart = fixture.newCart();
    fixture.add(cart, "tea", 99);
    List<Line> one = List.of(new Line("tea", 1));
    for (int i = 0; i < 70; i++) {
      carts.takeOut(cart, order(i), one);
    }
    // A request and 64 orders, as many slots, the number of each kind, the lines and the version.
    assertThat(fixture.commands().hlen(CartFixture.key(cart))).isEqualTo(2 * (1 + 64) + 4);
    for (int i = 69; i > 5; i--) {
      carts.takeOut(cart, order(i), one);
    }
    assertThat(fixture.get(cart).lines()).containsExactly(new Line("tea", 29));
  }

  @Test
  void orders_inRedis_areHashed() {
    CartId cart = fixture.newCart();
    carts.takeOut(cart, order(1), List.of(new Line("tea", 1)));
    assertThat(fixture.commands().hgetall(CartFixture.key(cart)).toString())
        .contains("o:")
        .doesNotContain(order(1));
  }

  private static String order(int number) {
    return "ord_%032x".formatted(number);
  }
}
