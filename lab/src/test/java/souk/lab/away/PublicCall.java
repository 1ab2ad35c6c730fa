// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.away;

import java.time.Duration;

/** The calls of the shop's API, and for how long each may take when its caller says nothing. */
enum PublicCall {
  LIST_PRODUCTS(Budget.READ),
  SEARCH_PRODUCTS(Budget.READ),
  /** Of a product that was looked at before. */
  GET_PRODUCT(Budget.READ),
  /** Of one that nobody has looked at. */
  GET_NEW_PRODUCT(Budget.READ),
  CREATE_CART(Budget.CHANGE),
  GET_CART(Budget.READ),
  ADD_ITEM(Budget.CHANGE),
  SET_QUANTITY(Budget.CHANGE),
  REMOVE_ITEM(Budget.CHANGE),
  CHECKOUT(Budget.CHANGE),
  GET_ORDER(Budget.READ),
  /** Its first answer. */
  WATCH_ORDER(Budget.READ),
  CANCEL_ORDER(Budget.CHANGE);

  private final Budget budget;

  PublicCall(Budget budget) {
    this.budget = budget;
  }

  Duration budget() {
    return budget.time;
  }

  private enum Budget {
    READ(2),
    CHANGE(5);

    private final Duration time;

    Budget(int seconds) {
      time = Duration.ofSeconds(seconds);
    }
  }
}
