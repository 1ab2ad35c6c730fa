// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import souk.lab.window.Armory.Fired;
import souk.lab.window.Client.Manner;

/**
 * Crashes beyond one process at one boundary: a store's, the second instance's at the same place,
 * and those on the ways that a purchase takes only when something has gone wrong before.
 */
final class CrashWindows {
  private CrashWindows() {}

  static List<Window> all() {
    List<Window> windows = new ArrayList<>();
    for (String place :
        List.of(
            "order.place.before",
            "order.place.after",
            "inventory.hold.after",
            "payment.to-authorized.before",
            "payment.to-authorized.after",
            "order.confirm.before",
            "order.confirm.after",
            "inventory.settle.before",
            "acquirer.capture.after",
            "order.end-tasks.before",
            "order.end-tasks.after")) {
      windows.add(storeKilled("postgres", place));
    }
    for (String place :
        List.of(
            "cart.read.before",
            "order.place.after",
            "cart.take-out.before",
            "cart.take-out.after")) {
      windows.add(storeKilled("redis", place));
    }
    windows.add(storeKilled("mail", "order.mail.before"));
    windows.add(storeKilled("mail", "order.mail.after"));
    for (String place :
        List.of(
            "order.hold.after",
            "order.authorize.after",
            "order.confirm.before",
            "order.settle.after",
            "order.capture.after")) {
      windows.add(bothKilled(place));
    }
    windows.add(leftAlone("order.place.after", true));
    windows.add(leftAlone("order.place.after", false));
    windows.addAll(putBack());
    windows.addAll(renewed());
    return List.copyOf(windows);
  }

  private static Window storeKilled(String store, String place) {
    return new Window(
        "confirmed:" + place + "." + store + "-killed",
        Set.of(store),
        true,
        stage -> {
          var unused = Scenario.CONFIRMED.play(stage, s -> s.killStore(place, store));
          stage.instances().awaitWhole(Set.of(store));
        });
  }

  /** Whoever takes over dies at the same place. */
  private static Window bothKilled(String place) {
    return Window.of(
        "confirmed:" + place + ".kill-twice",
        Set.of("order"),
        stage -> {
          var unused =
              Scenario.CONFIRMED.play(
                  stage,
                  s -> {
                    Bite first = s.kill(place);
                    return Bite.then(first, () -> s.kill(place));
                  });
        });
  }

  /** The shopper is gone as soon as the order is placed, and never asks again from then on. */
  private static Window leftAlone(String place, boolean killed) {
    return Window.of(
        "client-gone:" + place + (killed ? ".kill" : ".wait"),
        killed ? Set.of("order") : Set.of(),
        stage -> {
          String cart = stage.shopper().cartWith(Stage.PRODUCT);
          Bite bite = killed ? stage.kill(place) : stage.hold(place);
          String requestId = Shopper.newId();
          // What the shopper is told, if anything, is whatever it is by then. An attempt that comes
          // to an instance of the window before, which is dead, may end before anything is placed.
          do {
            var unused =
                stage
                    .shopper()
                    .checkout(cart, requestId, "tok_visa", Manner.once(Stage.SHORT_DEADLINE));
          } while (stage.ordersOf(cart).isEmpty() && !bite.hasBitten());
          Fired fired = bite.await();
          if (!killed) {
            stage.goOn(fired, "order.hold.before");
          }
          stage.awaitQuiet();
          stage.requireOnly(cart, "CONFIRMED", "NONE");
        });
  }

  /** A step that is not answered gives its task back. */
  private static List<Window> putBack() {
    List<Window> windows = new ArrayList<>();
    windows.add(
        Window.of(
            "confirmed:order.put-back.lost",
            Set.of(),
            stage -> {
              Bite unanswered = stage.lose("order.settle");
              var unused = Scenario.CONFIRMED.play(stage, s -> s.lose("order.put-back"));
              var unusedToo = unanswered.await();
            }));
    for (String place : List.of("order.put-back.before", "order.put-back.after")) {
      windows.add(
          Window.of(
              "confirmed:" + place + ".kill",
              Set.of("order"),
              stage -> {
                Bite unanswered = stage.lose("order.capture");
                var unused = Scenario.CONFIRMED.play(stage, s -> s.kill(place));
                var unusedToo = unanswered.await();
              }));
    }
    return windows;
  }

  /** A piece of work that takes long keeps its lease. */
  private static List<Window> renewed() {
    List<Window> windows = new ArrayList<>();
    windows.add(
        Window.of(
            "slow-bank:order.renew.lost",
            Set.of(),
            stage -> {
              var unused = Scenario.SLOW_BANK.play(stage, s -> s.lose("order.renew"));
            }));
    windows.add(
        Window.of(
            "slow-bank:order.renew.after.kill",
            Set.of("order"),
            stage -> {
              var unused = Scenario.SLOW_BANK.play(stage, s -> s.kill("order.renew.after"));
            }));
    return windows;
  }
}
