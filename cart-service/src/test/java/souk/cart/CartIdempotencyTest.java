// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.cart.CartFixture.current;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A request that comes again, once or at another time or in other words. */
class CartIdempotencyTest {
  @RegisterExtension static final RedisExtension redis = new RedisExtension();
  private static final Line TEA = new Line("tea", 3);
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
  void repeat_afterOtherChanges_answersTheCartAsItIsNowAndChangesNothing() {
    CartId cart = fixture.newCart();
    UUID request = UUID.randomUUID();
    current(carts.setQuantity(cart, TEA, request));
    current(carts.setQuantity(cart, new Line("tea", 8), UUID.randomUUID()));
    Cart now = fixture.get(cart);
    assertThat(current(carts.setQuantity(cart, TEA, request))).isEqualTo(now);
  }

  @Test
  void repeat_ofWhatChangedNothing_stillChangesNothing() {
    CartId cart = fixture.newCart();
    UUID request = UUID.randomUUID();
    current(carts.remove(cart, "tea", request));
    fixture.add(cart, "tea", 3);
    assertThat(current(carts.remove(cart, "tea", request)).lines()).containsExactly(TEA);
  }

  @Test
  void repeat_ofARefusedRequest_isDecidedAnew() {
    CartId cart = fixture.newCart();
    fixture.add(cart, "tea", 98);
    UUID request = UUID.randomUUID();
    assertThat(carts.add(cart, TEA, request)).isEqualTo(CartAnswer.Refused.QUANTITY_TOO_LARGE);
    current(carts.setQuantity(cart, new Line("tea", 1), UUID.randomUUID()));
    assertThat(current(carts.add(cart, TEA, request)).lines()).containsExactly(new Line("tea", 4));
  }

  @Test
  void sameId_withOtherContent_isRefused() {
    CartId cart = fixture.newCart();
    UUID request = UUID.randomUUID();
    Cart before = current(carts.add(cart, TEA, request));
    assertThat(carts.add(cart, new Line("tea", 4), request))
        .isEqualTo(CartAnswer.Refused.REQUEST_ID_REUSED);
    assertThat(carts.add(cart, new Line("mint", 3), request))
        .isEqualTo(CartAnswer.Refused.REQUEST_ID_REUSED);
    assertThat(fixture.get(cart)).isEqualTo(before);
  }

  @Test
  void sameId_inAnotherMethodOrCart_isAnotherRequest() {
    CartId cart = fixture.newCart();
    CartId other = fixture.newCart();
    UUID request = UUID.randomUUID();
    current(carts.add(cart, TEA, request));
    assertThat(current(carts.add(other, new Line("mint", 1), request)).lines()).hasSize(1);
    assertThat(current(carts.setQuantity(cart, new Line("tea", 9), request)).lines())
        .containsExactly(new Line("tea", 9));
    assertThat(current(carts.remove(cart, "tea", request)).lines()).isEmpty();
  }

  @Test
  void repeat_within64Requests_isKnownAndThenForgotten() {
    CartId cart = fixture.newCart();
    UUID request = UUID.randomUUID();
    current(carts.add(cart, TEA, request));
    for (int i = 1; i < CartLimits.STANDARD.remembered(); i++) {
      current(carts.setQuantity(cart, new Line("mint", i), UUID.randomUUID()));
    }
    assertThat(current(carts.add(cart, TEA, request)).lines()).contains(TEA);
    current(carts.setQuantity(cart, new Line("mint", 99), UUID.randomUUID()));
    // The 65th pushed it out: this is the bound of what a cart promises.
    assertThat(current(carts.add(cart, TEA, request)).lines()).contains(new Line("tea", 6));
  }

  @Test
  void memory_afterManyRequests_isBounded() {
    CartId cart = fixture.newCart();
    for (int i = 0; i < 200; i++) {
      current(carts.setQuantity(cart, new Line("tea", 1 + i % 99), UUID.randomUUID()));
    }
    // 64 requests in 64 slots, their number, the lines and the version.
    assertThat(fixture.commands().hlen(CartFixture.key(cart))).isEqualTo(2 * 64 + 3);
  }
}
