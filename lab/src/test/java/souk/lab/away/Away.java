// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.away;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import souk.v1.Availability;
import souk.v1.Cart;
import souk.v1.Line;
import souk.v1.ListProductsResponse;
import souk.v1.Order;
import souk.v1.Product;
import souk.v1.SearchProductsResponse;

/**
 * A service that is away as a whole: which calls can't be answered without it, and by what the
 * answers of the others show that it is missing. As ARCHITECTURE.md has it.
 */
enum Away {
  CATALOG(EnumSet.of(PublicCall.GET_NEW_PRODUCT, PublicCall.CHECKOUT)) {
    @Override
    void check(Map<PublicCall, Told> told) {
      assertThat(products(told)).isNotEmpty().allMatch(Product::hasStaleSince);
      Cart cart = answer(told, PublicCall.GET_CART, Cart.class);
      assertThat(cart.getLinesList()).isNotEmpty().noneMatch(Line::hasUnitPrice);
    }
  },
  CART(
      EnumSet.of(
          PublicCall.CREATE_CART,
          PublicCall.GET_CART,
          PublicCall.ADD_ITEM,
          PublicCall.SET_QUANTITY,
          PublicCall.REMOVE_ITEM,
          PublicCall.CHECKOUT)),
  INVENTORY(EnumSet.noneOf(PublicCall.class)) {
    @Override
    void check(Map<PublicCall, Told> told) {
      assertThat(products(told)).isNotEmpty().allMatch(Away::isOfUnknownStock);
      assertThat(answer(told, PublicCall.CHECKOUT, Order.class).getState())
          .isEqualTo(Order.State.PENDING);
    }
  },
  PAYMENT(EnumSet.noneOf(PublicCall.class)) {
    @Override
    void check(Map<PublicCall, Told> told) {
      assertThat(answer(told, PublicCall.CHECKOUT, Order.class).getState())
          .isEqualTo(Order.State.PENDING);
    }
  },
  ORDER(
      EnumSet.of(
          PublicCall.CHECKOUT,
          PublicCall.GET_ORDER,
          PublicCall.WATCH_ORDER,
          PublicCall.CANCEL_ORDER));

  private final Set<PublicCall> refused;

  Away(Set<PublicCall> refused) {
    this.refused = refused;
  }

  /** An assertion fails when an answer doesn't say what it is made without. */
  void check(Map<PublicCall, Told> told) {}

  Set<PublicCall> refused() {
    return refused;
  }

  /**
   * Longer than the first attempt at an instance that doesn't answer, which has half of a read's 2
   * s or of a change's 5 s.
   */
  Duration pause() {
    return Duration.ofMillis(this == CART || this == ORDER ? 2_800 : 1_400);
  }

  String service() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All that were looked at before. */
  private static List<Product> products(Map<PublicCall, Told> told) {
    List<Product> all =
        new ArrayList<>(
            answer(told, PublicCall.LIST_PRODUCTS, ListProductsResponse.class).getProductsList());
    all.addAll(
        answer(told, PublicCall.SEARCH_PRODUCTS, SearchProductsResponse.class).getProductsList());
    all.add(answer(told, PublicCall.GET_PRODUCT, Product.class));
    return all;
  }

  private static boolean isOfUnknownStock(Product product) {
    return product.getAvailability().getState() == Availability.State.UNKNOWN;
  }

  private static <M extends Message> M answer(
      Map<PublicCall, Told> told, PublicCall call, Class<M> type) {
    return type.cast(Objects.requireNonNull(told.get(call)).answer());
  }
}
