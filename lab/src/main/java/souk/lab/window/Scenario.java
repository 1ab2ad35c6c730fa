// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import souk.lab.window.Armory.Fired;
import souk.lab.window.Client.Manner;
import souk.v1.Order;

/** What a shopper does while something happens, and how it must end all the same. */
enum Scenario {
  CONFIRMED("tok_visa"),
  OUT_OF_STOCK("tok_visa"),
  DECLINED("tok_declined"),
  CAPTURE_REFUSED("tok_capture_refused"),
  ANSWER_LOST("tok_answer_lost"),
  SLOW_BANK("tok_slow"),
  /** Cancelled while its stock is held and nothing is authorised. */
  CANCEL_HELD("tok_visa"),
  /** Cancelled while all is held and authorised, but not decided. */
  CANCEL_AUTHORIZED("tok_visa"),
  /** Cancelled after it was bought, paid and taken out of the cart. */
  CANCEL_CONFIRMED("tok_visa");

  private final String card;

  Scenario(String card) {
    this.card = card;
  }

  /** What happens meanwhile. */
  interface Fault {
    Bite arm(Stage stage) throws Exception;
  }

  /** Does it all, up to the end of everything that follows, and checks how the order has ended. */
  Fired play(Stage stage, Fault fault) throws Exception {
    return switch (this) {
      case CONFIRMED, ANSWER_LOST, SLOW_BANK ->
          buy(stage, fault, Stage.PRODUCT, "CONFIRMED", "NONE");
      case OUT_OF_STOCK -> buy(stage, fault, Stage.SOLD_OUT, "REJECTED", "OUT_OF_STOCK");
      case DECLINED -> buy(stage, fault, Stage.PRODUCT, "REJECTED", "CARD_DECLINED");
      case CAPTURE_REFUSED -> buy(stage, fault, Stage.PRODUCT, "CANCELLED", "PAYMENT_FAILED");
      case CANCEL_HELD -> cancelPending(stage, fault, "order.authorize");
      case CANCEL_AUTHORIZED -> cancelPending(stage, fault, "order.confirm");
      case CANCEL_CONFIRMED -> cancelConfirmed(stage, fault);
    };
  }

  private Fired buy(Stage stage, Fault fault, String product, String state, String reason)
      throws Exception {
    String cart = stage.shopper().cartWith(product);
    Bite bite = fault.arm(stage);
    var unused =
        stage.shopper().checkout(cart, Shopper.newId(), card, Manner.PERSISTENT).orUnclean();
    Fired fired = bite.await();
    stage.awaitQuiet();
    stage.requireOnly(cart, state, reason);
    return fired;
  }

  /**
   * @param where the coordinator is held while the order is cancelled
   */
  private Fired cancelPending(Stage stage, Fault fault, String where) throws Exception {
    String cart = stage.shopper().cartWith(Stage.PRODUCT);
    Bite held = stage.hold(where + ".before");
    Order order =
        stage.shopper().checkout(cart, Shopper.newId(), card, Manner.IMPATIENT).orUnclean();
    Unclean.unless(order.getState() == Order.State.PENDING, "not PENDING, but " + order.getState());
    Fired coordinator = held.await();
    Bite bite = fault.arm(stage);
    var unused = stage.shopper().cancel(order.getId()).orUnclean();
    Fired fired = bite.await();
    stage.awaitQuiet();
    stage.goOn(coordinator, where + ".after");
    stage.awaitQuiet();
    stage.requireOnly(cart, "CANCELLED", "BY_SHOPPER");
    return fired;
  }

  private Fired cancelConfirmed(Stage stage, Fault fault) throws Exception {
    String cart = stage.shopper().cartWith(Stage.PRODUCT);
    Order order =
        stage.shopper().checkout(cart, Shopper.newId(), card, Manner.PERSISTENT).orUnclean();
    stage.awaitQuiet();
    Bite bite = fault.arm(stage);
    var unused = stage.shopper().cancel(order.getId()).orUnclean();
    Fired fired = bite.await();
    stage.awaitQuiet();
    stage.requireOnly(cart, "CANCELLED", "BY_SHOPPER");
    return fired;
  }
}
