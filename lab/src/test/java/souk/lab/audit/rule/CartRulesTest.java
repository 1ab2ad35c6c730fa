// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import souk.lab.history.Asked;
import souk.lab.history.Told;
import souk.v1.Order.State;

/** Carts: nothing bought twice, and what is in them. */
class CartRulesTest {
  private static final String CART = "crt";

  private final AShop shop = new AShop();

  private AnOrder boughtFromTheCart(String id) {
    AnOrder order = shop.bought(id);
    order.cartId = CART;
    return order;
  }

  @Test
  void content_addedLessBought_isClean() {
    shop.add(CART, "r1", "sku-1", 2, Code.OK);
    shop.add(CART, "r2", "sku-2", 1, Code.UNAVAILABLE, Code.OK);
    shop.add(CART, "r2", "sku-2", 1, Code.OK);
    shop.add(CART, "r3", "sku-2", 5, Code.NOT_FOUND);
    boughtFromTheCart("a");
    shop.shows(CART, Map.of("sku-2", 1L));

    assertThat(shop.judgedAtRest()).isEmpty();
    assertThat(shop.figures()).containsEntry("judged.carts", 1L);
  }

  @ParameterizedTest
  @CsvSource({
    // in the cart of sku-1, of which 2 were bought, and of sku-2, of which 1 was added meanwhile
    "0, 0, CART_LOST_ADDITIONS",
    "2, 1, CART_STILL_FULL",
    "0, 2, CART_STILL_FULL",
  })
  void content_otherThanAddedLessBought_isNamed(long one, long two, ViolationKind kind) {
    shop.add(CART, "r1", "sku-1", 2, Code.OK);
    shop.add(CART, "r2", "sku-2", 1, Code.OK);
    boughtFromTheCart("a");
    shop.shows(CART, Map.of("sku-1", one, "sku-2", two));

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(kind, Violation::kind)
        .returns(CART, Violation::id);
  }

  @Test
  void content_cartThatIsGoneWithSomethingInIt_isLost() {
    shop.add(CART, "r1", "sku-1", 2, Code.OK);

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.CART_LOST_ADDITIONS, Violation::kind);
  }

  @ParameterizedTest
  @CsvSource({"1, true", "2, true", "3, true", "0, false", "4, false"})
  void content_afterAnUnknownAddition_mayBeBoth(long there, boolean clean) {
    shop.add(CART, "r1", "sku-1", 1, Code.OK);
    shop.add(CART, "r2", "sku-1", 2, Code.DEADLINE_EXCEEDED);
    shop.shows(CART, Map.of("sku-1", there));

    assertThat(shop.judgedAtRest().isEmpty()).isEqualTo(clean);
  }

  @Test
  void content_withWhatWasRefused_isTooMuch() {
    shop.add(CART, "r1", "sku-1", 1, Code.OK);
    shop.add(CART, "r2", "sku-1", 2, Code.FAILED_PRECONDITION);
    shop.shows(CART, Map.of("sku-1", 3L));

    assertThat(shop.judgedAtRest())
        .singleElement()
        .returns(ViolationKind.CART_STILL_FULL, Violation::kind);
  }

  @Test
  void content_afterQuantitiesWereSet_isOnlyBoundedAbove() {
    shop.add(CART, "r1", "sku-1", 3, Code.OK);
    shop.told(
        Asked.setQuantity(CART, "r2", "sku-1", 1),
        Told.error(List.of(Code.OK), Duration.ZERO, null));
    shop.shows(CART, Map.of("sku-1", 1L));

    assertThat(shop.judgedAtRest()).isEmpty();
    shop.shows(CART, Map.of("sku-1", 5L));
    assertThat(shop.judgedAtRest()).hasSize(1);
  }

  @Test
  void content_ofACartWhoseOrderIsUnderWay_isLeftForLater() {
    shop.add(CART, "r1", "sku-1", 2, Code.OK);
    shop.order("a").pending().cartId = CART;

    assertThat(shop.judgedWhileItRuns()).isEmpty();
  }

  @Test
  void bought_moreThanWasAdded_isBoughtTwice() {
    shop.add(CART, "r1", "sku-1", 2, Code.OK);
    AnOrder first = boughtFromTheCart("a");
    AnOrder second = boughtFromTheCart("b");
    shop.checkout(first, State.CONFIRMED);
    shop.checkout(second, State.CONFIRMED);

    assertThat(shop.judgedAtRest())
        .extracting(Violation::kind)
        .contains(ViolationKind.BOUGHT_TWICE);
    shop.add(CART, "r2", "sku-1", 2, Code.UNAVAILABLE);
    assertThat(shop.judgedAtRest()).isEmpty();
  }

  @Test
  void spans_oneAfterTheOther_areClean() {
    shop.spans(span("a", 0, 10L, true), span("b", 10, null, true));

    assertThat(shop.judgedAtRest()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "11, true, BOUGHT_TWICE",
    "11, false, OPEN_TWICE",
    ", true, BOUGHT_TWICE",
  })
  void spans_thatOverlap_areNamed(@Nullable Long closed, boolean confirmed, ViolationKind kind) {
    shop.spans(span("a", 0, closed, confirmed), span("b", 10, 20L, true));

    assertThat(shop.judgedWhileItRuns())
        .singleElement()
        .returns(kind, Violation::kind)
        .returns(CART, Violation::id);
  }

  private static CartSpan span(
      String order, long placed, @Nullable Long closed, boolean confirmed) {
    Instant begin = AnOrder.PLACED;
    return new CartSpan(
        CART,
        order,
        confirmed,
        begin.plusMillis(placed),
        closed == null ? null : begin.plusMillis(closed));
  }
}
