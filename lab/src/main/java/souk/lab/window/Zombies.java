// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import souk.lab.window.Armory.Fired;
import souk.lab.window.Client.Manner;

/**
 * Processes that stand still where they hold a lease or are about to decide something, are taken
 * for dead, and go on when everything has been done without them.
 */
final class Zombies {
  private Zombies() {}

  static List<Window> all() {
    List<Window> windows = new ArrayList<>();
    for (String place :
        List.of(
            "order.place.after",
            "order.hold.before",
            "order.hold.after",
            "order.authorize.before",
            "order.authorize.after",
            "order.confirm.before",
            "order.confirm.after",
            "order.take-tasks.after",
            "order.settle.before",
            "order.capture.after",
            "order.take-out.before",
            "order.end-tasks.before",
            "order.end-tasks.after",
            "inventory.hold.before",
            "inventory.settle.before",
            "payment.begin-authorizing.after",
            "payment.to-authorized.before",
            "payment.call-capture.before",
            "payment.to-captured.before",
            "cart.take-out.before")) {
      windows.add(zombie(Scenario.CONFIRMED, place));
    }
    windows.add(zombie(Scenario.SLOW_BANK, "order.renew.before"));
    windows.add(zombie(Scenario.DECLINED, "order.reject-card-declined.before"));
    windows.add(zombie(Scenario.CANCEL_CONFIRMED, "inventory.release.before"));
    windows.add(zombie(Scenario.CANCEL_CONFIRMED, "payment.to-reversing.after"));
    windows.add(zombie(Scenario.CAPTURE_REFUSED, "order.fail-payment.before"));
    windows.add(stoppedAcquirer("acquirer.authorize.before"));
    windows.add(stoppedAcquirer("acquirer.authorize.after"));
    windows.add(lateAttempt(true));
    windows.add(lateAttempt(false));
    return List.copyOf(windows);
  }

  private static Window zombie(Scenario scenario, String place) {
    return Window.of(
        PointWindows.nameOf(scenario) + ":" + place + ".stop",
        Set.of(PointWindows.serviceOf(place)),
        stage -> {
          Fired stopped = scenario.play(stage, s -> s.stop(place));
          stage.wake(stopped);
        });
  }

  /** It has no second instance: what needs it waits. */
  private static Window stoppedAcquirer(String place) {
    return Window.of(
        "confirmed:" + place + ".stop",
        Set.of("acquirer"),
        stage -> {
          String cart = stage.shopper().cartWith(Stage.PRODUCT);
          Bite bite = stage.stop(place);
          var unused =
              stage
                  .shopper()
                  .checkout(cart, Shopper.newId(), "tok_visa", Manner.PERSISTENT)
                  .orUnclean();
          stage.wake(bite.await());
          stage.awaitQuiet();
          stage.requireOnly(cart, "CONFIRMED", "NONE");
        });
  }

  /**
   * An attempt that is about to place its order comes to it only after a later one, of the same
   * request, was refused because the cart was empty by then.
   *
   * @param stopped whether its process stands still, or only its thread waits
   */
  private static Window lateAttempt(boolean stopped) {
    String place = "order.place.before";
    return Window.of(
        "late-attempt:" + place + (stopped ? ".stop" : ".wait"),
        Set.of("order"),
        stage -> {
          String cart = stage.shopper().cartWith(Stage.PRODUCT);
          // While it stands there, the cart is emptied; then the door or the shopper tries again.
          Stage.Errand emptying = shopper -> shopper.remove(cart, Stage.PRODUCT);
          Bite first = stopped ? stage.stopAnd(place, emptying) : stage.holdAnd(place, emptying);
          var refused =
              stage
                  .shopper()
                  .checkout(cart, Shopper.newId(), "tok_visa", Manner.of(Duration.ofSeconds(2)));
          Unclean.unless(
              "EMPTY_CART".equals(refused.reason()),
              "not refused but " + refused.summary() + " " + refused.reason());
          if (stopped) {
            stage.wake(first.await());
          } else {
            stage.goOn(first.await(), "order.place.after");
          }
          stage.awaitQuiet();
          Unclean.unless(stage.ordersOf(cart).isEmpty(), "an order was placed after all");
        });
  }
}
