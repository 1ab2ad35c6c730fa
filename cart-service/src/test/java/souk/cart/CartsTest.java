// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.cart.CartFixture.current;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What carts do, one request after the other. */
class CartsTest {
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
  void create_newRequest_makesAnEmptyCart() {
    Cart cart = current(carts.create(UUID.randomUUID()));
    assertThat(cart.lines()).isEmpty();
    assertThat(cart.version()).isEqualTo(1);
    assertThat(fixture.get(cart.id())).isEqualTo(cart);
  }

  @Test
  void create_repeated_answersTheCartAsItIsNow() {
    UUID request = UUID.randomUUID();
    CartId id = current(carts.create(request)).id();
    fixture.add(id, "tea", 2);
    assertThat(current(carts.create(request)))
        .isEqualTo(new Cart(id, List.of(new Line("tea", 2)), 2));
  }

  @Test
  void create_afterItExpired_makesTheSameCartAnew() {
    UUID request = UUID.randomUUID();
    CartId id = current(carts.create(request)).id();
    fixture.add(id, "tea", 2);
    fixture.commands().del(CartFixture.key(id));
    assertThat(current(carts.create(request))).isEqualTo(new Cart(id, List.of(), 1));
  }

  @Test
  void anything_unknownCart_isRefusedAndMakesNoKey() {
    CartId unknown = new CartId("crt_" + "0".repeat(32));
    UUID request = UUID.randomUUID();
    Line line = new Line("tea", 1);
    assertThat(
            List.of(
                carts.get(unknown),
                carts.add(unknown, line, request),
                carts.setQuantity(unknown, line, request),
                carts.remove(unknown, "tea", request)))
        .containsOnly(CartAnswer.Refused.UNKNOWN_CART);
    assertThat(fixture.commands().exists(CartFixture.key(unknown))).isZero();
  }

  @Test
  void lines_afterChanges_areInTheOrderInWhichTheyCameIn() {
    CartId cart = fixture.newCart();
    for (String product : List.of("zaatar", "apricots", "mint", "tea")) {
      fixture.add(cart, product, 1);
    }
    fixture.add(cart, "zaatar", 4);
    current(carts.setQuantity(cart, new Line("mint", 7), UUID.randomUUID()));
    current(carts.remove(cart, "apricots", UUID.randomUUID()));
    fixture.add(cart, "apricots", 3);
    assertThat(fixture.get(cart).lines())
        .containsExactly(
            new Line("zaatar", 5),
            new Line("mint", 7),
            new Line("tea", 1),
            new Line("apricots", 3));
  }

  @Test
  void version_changeOrNot_growsByOneOnlyWithAChange() {
    CartId cart = fixture.newCart();
    UUID request = UUID.randomUUID();
    Line tea = new Line("tea", 3);
    assertThat(current(carts.add(cart, tea, request)).version()).isEqualTo(2);
    assertThat(current(carts.add(cart, tea, request)).version()).isEqualTo(2);
    assertThat(current(carts.setQuantity(cart, tea, UUID.randomUUID())).version()).isEqualTo(2);
    assertThat(current(carts.remove(cart, "mint", UUID.randomUUID())).version()).isEqualTo(2);
    assertThat(current(carts.get(cart)).version()).isEqualTo(2);
    assertThat(current(carts.remove(cart, "tea", UUID.randomUUID())).version()).isEqualTo(3);
  }

  @Test
  void add_pastTheQuantityOfALine_isRefusedAndChangesNothing() {
    CartId cart = fixture.newCart();
    fixture.add(cart, "tea", 60);
    Cart before = fixture.get(cart);
    assertThat(carts.add(cart, new Line("tea", 40), UUID.randomUUID()))
        .isEqualTo(CartAnswer.Refused.QUANTITY_TOO_LARGE);
    assertThat(fixture.get(cart)).isEqualTo(before);
    fixture.add(cart, "tea", 39);
    assertThat(fixture.get(cart).lines()).containsExactly(new Line("tea", 99));
  }

  @Test
  void line_beyondTheLast_isRefusedUntilThereIsRoom() {
    CartId cart = fixture.newCart();
    for (int i = 0; i < Cart.MAX_LINES; i++) {
      fixture.add(cart, "product-" + i, 1);
    }
    Line oneMore = new Line("one-more", 1);
    UUID request = UUID.randomUUID();
    assertThat(carts.add(cart, oneMore, request)).isEqualTo(CartAnswer.Refused.CART_FULL);
    assertThat(carts.setQuantity(cart, oneMore, UUID.randomUUID()))
        .isEqualTo(CartAnswer.Refused.CART_FULL);
    fixture.add(cart, "product-7", 1);
    current(carts.remove(cart, "product-0", UUID.randomUUID()));
    assertThat(current(carts.add(cart, oneMore, request)).lines())
        .hasSize(Cart.MAX_LINES)
        .endsWith(oneMore);
  }

  @Test
  void script_forgottenByRedis_isSentAgain() {
    CartId cart = fixture.newCart();
    fixture.commands().scriptFlush();
    fixture.add(cart, "tea", 1);
    assertThat(fixture.get(cart).lines()).containsExactly(new Line("tea", 1));
  }
}
