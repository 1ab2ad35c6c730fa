// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.notice;

import static souk.lab.audit.rule.ViolationKind.BOUGHT_TWICE;
import static souk.lab.audit.rule.ViolationKind.CART_LOST_ADDITIONS;
import static souk.lab.audit.rule.ViolationKind.CHARGED_TWICE;
import static souk.lab.audit.rule.ViolationKind.CHARGED_WITHOUT_ORDER;
import static souk.lab.audit.rule.ViolationKind.CONFIRMED_WITHOUT_CHARGE;
import static souk.lab.audit.rule.ViolationKind.NOT_SOLD;
import static souk.lab.audit.rule.ViolationKind.OVERSOLD;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import souk.lab.audit.rule.ViolationKind;
import souk.lab.notice.Situations.Situation;
import souk.lab.part.ShopPlan;

/** The known faults of other demo shops, each in a main of its own. */
// A situation is a method reference without a state, and the lists are never changed.
@SuppressWarnings("ImmutableEnumChecker")
enum Fault {
  CHARGE_FIRST(
      "order",
      "ChargeFirst",
      "the card is charged before the order is stored",
      Situations::killedBeforeItPlaces,
      CHARGED_WITHOUT_ORDER),
  NO_RELAY(
      "order",
      "NoRelay",
      "what follows the sale is in memory only",
      Situations::killedAfterTheSale,
      CONFIRMED_WITHOUT_CHARGE,
      NOT_SOLD),
  NO_KEY(
      "payment",
      "NoKey",
      "a repeated authorisation has a new key",
      Situations::approvalIsLost,
      CHARGED_TWICE),
  DECREMENT_LATE(
      "order",
      "DecrementLate",
      "stock is looked at, and taken after the sale",
      Situations::moreBuyersThanPieces,
      OVERSOLD),
  ACKNOWLEDGE_FIRST(
      "payment",
      "AcknowledgeFirst",
      "the capture is acknowledged before it is done",
      Situations::killedBeforeItCaptures,
      CONFIRMED_WITHOUT_CHARGE),
  SECOND_ORDER(
      "order",
      "SecondOrder",
      "a second id makes a second order of a cart",
      Situations::checkedOutAnew,
      BOUGHT_TWICE),
  EMPTY_CART(
      "order",
      "EmptyCart",
      "the whole cart is emptied after a purchase",
      Situations::addedMeanwhile,
      CART_LOST_ADDITIONS);

  private static final String JAR = "faulty.jar";

  private final String service;
  private final String mainClass;
  private final String summary;
  private final Situation situation;
  private final List<String> expected;

  Fault(
      String service,
      String mainClass,
      String summary,
      Situation situation,
      ViolationKind... expected) {
    this.service = service;
    this.mainClass = "souk." + service + "." + mainClass;
    this.summary = summary;
    this.situation = situation;
    this.expected = Arrays.stream(expected).map(Enum::name).toList();
  }

  /** For people, and in the shop's name. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String summary() {
    return summary;
  }

  Situation situation() {
    return situation;
  }

  /** A shop with this fault. */
  ShopPlan in(ShopPlan right) {
    return right.withMain(service, mainClass, JAR);
  }

  /** Whether the audit named what this fault does. */
  boolean isNamedIn(SortedMap<String, Long> violations) {
    return violations.keySet().containsAll(expected);
  }

  List<String> expected() {
    return expected;
  }
}
