// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.cart.CartFixture.current;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long Redis keeps a cart, by what Redis says. */
class CartExpiryTest {
  @RegisterExtension static final RedisExtension redis = new RedisExtension();
  private static final String ORDER = "ord_" + "1".repeat(32);
  private static CartFixture fixture;

  @BeforeAll
  static void connect() {
    fixture = new CartFixture(redis.config());
  }

  @AfterAll
  static void disconnect() {
    fixture.close();
  }

  @Test
  void newCart_empty_isKeptForAnHour() {
    assertKeptFor(fixture.newCart(), Duration.ofHours(1));
  }

  @Test
  void cart_withLines_isKeptFor30Days() {
    CartId cart = fixture.newCart();
    fixture.add(cart, "tea", 1);
    assertKeptFor(cart, Duration.ofDays(30));
  }

  @Test
  void cart_emptyAgain_isKeptForAnHour() {
    CartId removed = fixture.newCart();
    fixture.add(removed, "tea", 1);
    current(fixture.carts.remove(removed, "tea", UUID.randomUUID()));
    assertKeptFor(removed, Duration.ofHours(1));

    CartId bought = fixture.newCart();
    fixture.add(bought, "tea", 1);
    fixture.carts.takeOut(bought, ORDER, List.of(new Line("tea", 1)));
    assertKeptFor(bought, Duration.ofHours(1));
  }

  @Test
  void use_afterAWhile_startsTheTimeAgain() {
    CartId cart = fixture.newCart();
    UUID request = UUID.randomUUID();
    Line tea = new Line("tea", 1);
    current(fixture.carts.add(cart, tea, request));

    fixture.commands().pexpire(CartFixture.key(cart), 60_000);
    fixture.get(cart);
    assertKeptFor(cart, Duration.ofDays(30));

    fixture.commands().pexpire(CartFixture.key(cart), 60_000);
    current(fixture.carts.add(cart, tea, request));
    assertKeptFor(cart, Duration.ofDays(30));
  }

  private static void assertKeptFor(CartId cart, Duration time) {
    assertThat(fixture.commands().pttl(CartFixture.key(cart)))
        .isBetween(time.minusMinutes(1).toMillis(), time.toMillis());
  }
}
