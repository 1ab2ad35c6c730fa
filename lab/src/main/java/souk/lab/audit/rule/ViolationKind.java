// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

/** The promises that can be found broken. The names are stable: programs compare them. */
public enum ViolationKind {
  ORDER_LOST("an order that a shopper was told about does not exist, or is not what was told"),
  FAILED_BUT_DONE("a checkout was refused for certain, and yet placed an order"),
  UNKNOWN_UNRESOLVED("a checkout without an answer was neither done wholly nor not at all"),
  EMPTY_ORDER("a confirmed order has no lines"),
  WRONG_TOTAL("an order's total is not the sum of its lines, or not what was told"),
  ORDER_STUCK("an order is not decided or not carried out in time"),
  TASK_PARKED("a task was given up, and waits for a person"),
  CHARGED_TWICE("more than one charge of an order stands at the acquirer"),
  CHARGED_WITHOUT_ORDER("a charge stands at the acquirer, and there is no confirmed order for it"),
  CHARGED_WRONG_AMOUNT("what was charged is not the order's total"),
  CONFIRMED_WITHOUT_CHARGE("a confirmed order was not paid"),
  LEDGER_UNBALANCED("the ledger does not sum to zero, or says other than the acquirer"),
  DISCREPANCY("payment found that its records and the acquirer's differ, and they still do"),
  OVERSOLD("more was promised than was delivered"),
  STOCK_UNBALANCED("a product's counters are not the sums of its records"),
  HELD_FOR_NOBODY("stock is held or sold, and there is no order that has it"),
  NOT_SOLD("a confirmed order's stock was not held or sold as its lines say"),
  BOUGHT_TWICE("the content of a cart was bought more than once"),
  OPEN_TWICE("two orders of a cart were open at the same time"),
  CART_STILL_FULL("what was bought, or never added, is in the cart"),
  CART_LOST_ADDITIONS("what was added to a cart and not bought is gone"),
  RECEIPT_LOST("a confirmed order has no receipt"),
  RECEIPT_FOR_NOBODY("a receipt was sent for an order that was never confirmed"),
  NOTICE_LOST("who bought was not told that the order is cancelled"),
  NOTICE_FOR_NOBODY("somebody was told that an order is cancelled, and it is not");

  private final String meaning;

  ViolationKind(String meaning) {
    this.meaning = meaning;
  }

  /** For people. */
  public String meaning() {
    return meaning;
  }
}
