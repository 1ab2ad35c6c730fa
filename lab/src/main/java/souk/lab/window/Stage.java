// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.experiment.OwnShop;
import souk.lab.process.LabException;
import souk.lab.window.Armory.Fired;
import souk.lab.window.OrderDesk.Activity;
import souk.lab.window.OrderDesk.Stored;

/**
 * What a window's script has at hand: a shopper, the crash points, and the shop. Confined to one
 * thread.
 */
record Stage(
    OwnShop shop,
    Supplier<Client> clients,
    Shopper shopper,
    Armory armory,
    Instances instances,
    OrderDesk desk,
    Takeovers takeovers) {
  /** A product of which there is plenty. */
  static final String PRODUCT = "sku-0001";

  /** A product of which there is nothing. */
  static final String SOLD_OUT = "sku-0013";

  /**
   * Of a shopper who is gone before there is an answer. Half of it, which the gateway gives its
   * first attempt, is enough to place an order, also on a busy machine: or a second attempt places
   * it while the first, which nobody waits for, is held. An order is not taken over so soon.
   */
  static final Duration SHORT_DEADLINE = Duration.ofMillis(1_500);

  private static final Duration QUIET_PATIENCE = Duration.ofSeconds(45);
  private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** Another shopper's client, to be closed by who asked for it. */
  Client anotherClient() {
    return clients.get();
  }

  /** What another shopper does meanwhile. */
  interface Errand {
    void run(Shopper shopper) throws Unclean;
  }

  /** Has another shopper do something, and waits for it. */
  void anotherShopper(Errand errand) {
    try (Client client = anotherClient()) {
      errand.run(new Shopper(client));
    } catch (Unclean e) {
      throw new LabException("another shopper: " + e.getMessage(), e);
    }
  }

  /** Kills the process that comes to the point, and starts its instance again. */
  Bite kill(String point) throws IOException {
    return Bite.arm(
        armory,
        point,
        "KILL",
        fired -> {
          takeovers.begin(fired.instance());
          instances.bringBack(fired.instance(), fired.pid());
        });
  }

  /** Stops the process that comes to the point, as SIGSTOP does; {@link #wake} lets it go on. */
  Bite stop(String point) throws IOException {
    return Bite.arm(armory, point, "STOP", fired -> takeovers.begin(fired.instance()));
  }

  /**
   * Kills a store, all its processes, while the first who comes to the point waits there, and
   * starts it again.
   */
  Bite killStore(String point, String store) throws IOException {
    long pid = shop.part(store).pid();
    return Bite.arm(
        armory,
        point,
        "WAIT",
        fired -> {
          try {
            shop.kill(store);
          } finally {
            armory.release(fired);
          }
          instances.bringBack(store, pid);
        });
  }

  /** Loses the answer of what is done at the point. */
  Bite lose(String point) throws IOException {
    return Bite.arm(armory, point + ".lost", "LOSE", fired -> {});
  }

  /** The same as {@link #hold}, and has another shopper do something as soon as it waits. */
  Bite holdAnd(String point, Errand errand) throws IOException {
    return Bite.arm(armory, point, "WAIT", fired -> anotherShopper(errand));
  }

  /** The same as {@link #stop}, and has another shopper do something as soon as it stands. */
  Bite stopAnd(String point, Errand errand) throws IOException {
    return Bite.arm(armory, point, "STOP", fired -> anotherShopper(errand));
  }

  /** Makes the thread wait that comes to the point, until the bite is released. */
  Bite hold(String point) throws IOException {
    return Bite.arm(armory, point, "WAIT", fired -> {});
  }

  /**
   * Lets a thread go on that was held, and waits until it comes to the next point, so that it has
   * done what it was about to do; nothing, when its process has been killed meanwhile.
   */
  void goOn(Fired held, String next) throws IOException, InterruptedException, Unclean {
    if (ProcessHandle.of(held.pid()).isEmpty()) {
      armory.release(held);
      return;
    }
    Bite there = hold(next);
    armory.release(held);
    there.release();
  }

  /** Lets a stopped process go on, and waits until its instance is well again. */
  void wake(Fired stopped) throws IOException, InterruptedException, Unclean {
    String name = stopped.instance();
    shop.resume(name);
    long end = System.nanoTime() + HEALTH_PATIENCE.toNanos();
    while (!isWell(shop.part(name))) {
      Unclean.unless(System.nanoTime() < end, name + " is not well again after it was stopped");
      Thread.sleep(10 * PAUSE.toMillis());
    }
  }

  /** Waits until nothing of any order is under way. */
  void awaitQuiet() throws InterruptedException, Unclean {
    await(Activity::isNone, QUIET_PATIENCE, "no quiet");
  }

  /** Waits until there is no such task. */
  void awaitWithout(String... kinds) throws InterruptedException, Unclean {
    await(activity -> activity.isWithout(kinds), QUIET_PATIENCE, "not done");
  }

  /** Waits until the cart has an order. */
  void awaitOrderOf(String cart) throws InterruptedException, SQLException, Unclean {
    long end = System.nanoTime() + QUIET_PATIENCE.toNanos();
    while (ordersOf(cart).isEmpty()) {
      Unclean.unless(System.nanoTime() < end, "no order was placed");
      Thread.sleep(PAUSE);
    }
  }

  /** The orders of a cart as they are stored. */
  List<Stored> ordersOf(String cart) throws SQLException {
    return desk.ordersOf(cart);
  }

  /** Throws unless the cart has this one order, in this state and for this reason. */
  void requireOnly(String cart, String state, String reason) throws SQLException, Unclean {
    List<Stored> orders = ordersOf(cart);
    Unclean.unless(
        orders.size() == 1
            && orders.getFirst().state().equals(state)
            && orders.getFirst().reason().equals(reason),
        "the cart's orders are %s (expected: one, %s %s)"
            .formatted(
                orders.stream().map(each -> each.state() + " " + each.reason()).toList(),
                state,
                reason));
  }

  private static boolean isWell(PartStatus part) {
    return part.health().equals("passing");
  }

  private void await(Predicate<Activity> goal, Duration patience, String otherwise)
      throws InterruptedException, Unclean {
    long end = System.nanoTime() + patience.toNanos();
    String last = "";
    while (true) {
      try {
        Activity activity = desk.activity();
        if (goal.test(activity)) {
          return;
        }
        last = activity.toString();
      } catch (SQLException e) {
        // The store may be the one that was killed.
        last = String.valueOf(e.getMessage());
      }
      Unclean.unless(System.nanoTime() < end, otherwise + " after " + patience + ": " + last);
      Thread.sleep(PAUSE);
    }
  }
}
