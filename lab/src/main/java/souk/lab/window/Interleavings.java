// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import souk.lab.window.Armory.Fired;
import souk.lab.window.Client.Manner;
import souk.v1.Order;

/**
 * Two things that happen to an order at the same time, in an order that is forced: one is held
 * where it is, the other does all of its work, and then the first goes on.
 */
final class Interleavings {
  private Interleavings() {}

  static List<Window> all() {
    List<Window> windows = new ArrayList<>();
    // The void reaches the acquirer before the authorise.
    windows.add(cancelled("payment.call-authorize.before", "payment.call-authorize.after"));
    windows.add(cancelled("acquirer.authorize.before", "acquirer.authorize.after"));
    // The approval arrives after the void.
    windows.add(cancelled("acquirer.authorize.after", "payment.to-authorized.after"));
    windows.add(cancelled("payment.call-authorize.after", "payment.to-authorized.after"));
    windows.add(cancelled("payment.to-authorized.before", "payment.to-authorized.after"));
    windows.add(cancelled("inventory.hold.before", "inventory.hold.after"));
    windows.add(cancelled("order.hold.before", "order.hold.after"));
    for (String point :
        List.of(
            "order.settle",
            "inventory.settle",
            "order.capture",
            "payment.to-capturing",
            "payment.call-capture",
            "acquirer.capture",
            "payment.to-captured",
            "order.take-out",
            "cart.take-out")) {
      windows.add(cancelledWhileSettled(point, "before"));
      windows.add(cancelledWhileSettled(point, "after"));
    }
    return List.copyOf(windows);
  }

  /**
   * Cancelled and undone while its decision is on the way.
   *
   * @param place where that is held
   * @param next where it comes to when it goes on
   */
  private static Window cancelled(String place, String next) {
    return Window.of(
        "cancel-meanwhile:" + place + ".wait",
        Set.of(PointWindows.serviceOf(place)),
        stage -> {
          String cart = stage.shopper().cartWith(Stage.PRODUCT);
          Fired waiting = heldAndCancelled(stage, cart, place, Manner.IMPATIENT);
          stage.awaitQuiet();
          stage.goOn(waiting, next);
          stage.awaitQuiet();
          stage.requireOnly(cart, "CANCELLED", "BY_SHOPPER");
        });
  }

  /** Cancelled and undone while a step of its settlement is on the way. */
  private static Window cancelledWhileSettled(String point, String when) {
    String place = point + "." + when;
    return Window.of(
        "cancel-meanwhile:" + place + ".wait",
        Set.of(PointWindows.serviceOf(place)),
        stage -> {
          String cart = stage.shopper().cartWith(Stage.PRODUCT);
          Fired waiting = heldAndCancelled(stage, cart, place, Manner.PERSISTENT);
          stage.awaitWithout("RELEASE", "REVERSE");
          if (when.equals("before")) {
            stage.goOn(waiting, point + ".after");
          } else {
            stage.armory().release(waiting);
          }
          stage.awaitQuiet();
          stage.requireOnly(cart, "CANCELLED", "BY_SHOPPER");
        });
  }

  /** Bought until it is held at a place, and then cancelled. */
  private static Fired heldAndCancelled(Stage stage, String cart, String place, Manner manner)
      throws IOException, InterruptedException, Unclean {
    Bite held = stage.hold(place);
    Order order = stage.shopper().checkout(cart, Shopper.newId(), "tok_visa", manner).orUnclean();
    Fired waiting = held.await();
    var unused = stage.shopper().cancel(order.getId()).orUnclean();
    return waiting;
  }
}
