// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import souk.lab.window.Armory.Fired;
import souk.lab.window.Client.Manner;
import souk.lab.window.Client.Result;
import souk.lab.window.OrderDesk.Stored;
import souk.v1.Order;

/** A cart is checked out again while its order is in each of its states: it is bought once. */
final class SecondCheckouts {
  private static final String IN_PROGRESS = "CHECKOUT_IN_PROGRESS";
  private static final String EMPTY = "EMPTY_CART";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private SecondCheckouts() {}

  static List<Window> all() {
    return List.of(
        window("while-pending", SecondCheckouts::whilePending),
        window("before-taken-out", stage -> beforeTakenOut(stage, false)),
        window("cancelled-before-taken-out", stage -> beforeTakenOut(stage, true)),
        window("after-rejected", SecondCheckouts::afterRejected),
        window("after-cancelled", SecondCheckouts::afterCancelled),
        window("both-placing", stage -> bothPlacing(stage, Shopper.newId(), Shopper.newId())),
        window(
            "both-placing-the-same",
            stage -> {
              String id = Shopper.newId();
              bothPlacing(stage, id, id);
            }));
  }

  private static Window window(String name, Window.Script script) {
    return Window.of("second-checkout:" + name, Set.of("order"), script);
  }

  private static void whilePending(Stage stage) throws Exception {
    String cart = stage.shopper().cartWith(Stage.PRODUCT);
    Bite held = stage.hold("order.hold.before");
    Order first = checkout(stage, cart, Manner.IMPATIENT).orUnclean();
    Unclean.unless(first.getState() == Order.State.PENDING, "not PENDING: " + first.getState());
    refused(checkout(stage, cart, Manner.PERSISTENT), IN_PROGRESS);
    stage.goOn(held.await(), "order.hold.after");
    stage.awaitQuiet();
    stage.requireOnly(cart, "CONFIRMED", "NONE");
  }

  private static void beforeTakenOut(Stage stage, boolean cancelled) throws Exception {
    String cart = stage.shopper().cartWith(Stage.PRODUCT);
    Bite held = stage.hold("order.take-out.before");
    Order first = checkout(stage, cart, Manner.PERSISTENT).orUnclean();
    Fired waiting = held.await();
    if (cancelled) {
      var unused = stage.shopper().cancel(first.getId()).orUnclean();
      stage.awaitWithout("RELEASE", "REVERSE");
    }
    refused(checkout(stage, cart, Manner.PERSISTENT), IN_PROGRESS);
    stage.goOn(waiting, "order.take-out.after");
    stage.awaitQuiet();
    refused(checkout(stage, cart, Manner.PERSISTENT), EMPTY);
    if (cancelled) {
      stage.requireOnly(cart, "CANCELLED", "BY_SHOPPER");
    } else {
      stage.requireOnly(cart, "CONFIRMED", "NONE");
    }
  }

  private static void afterRejected(Stage stage) throws Exception {
    String cart = stage.shopper().cartWith(Stage.PRODUCT);
    Bite held = stage.hold("order.release.before");
    Order first =
        stage
            .shopper()
            .checkout(cart, Shopper.newId(), "tok_declined", Manner.PERSISTENT)
            .orUnclean();
    Unclean.unless(first.getState() == Order.State.REJECTED, "not REJECTED: " + first.getState());
    Fired waiting = held.await();
    Order second = checkout(stage, cart, Manner.PERSISTENT).orUnclean();
    Unclean.unless(!second.getId().equals(first.getId()), "the same order");
    stage.goOn(waiting, "order.release.after");
    stage.awaitQuiet();
    requireStates(stage, cart, List.of("REJECTED", "CONFIRMED"));
  }

  private static void afterCancelled(Stage stage) throws Exception {
    String cart = stage.shopper().cartWith(Stage.PRODUCT);
    Bite held = stage.hold("order.authorize.before");
    Order first = checkout(stage, cart, Manner.IMPATIENT).orUnclean();
    Fired waiting = held.await();
    var unused = stage.shopper().cancel(first.getId()).orUnclean();
    var unusedToo = checkout(stage, cart, Manner.PERSISTENT).orUnclean();
    stage.awaitQuiet();
    stage.goOn(waiting, "order.authorize.after");
    stage.awaitQuiet();
    requireStates(stage, cart, List.of("CANCELLED", "CONFIRMED"));
  }

  /** One is about to place its order, when the other does it all. */
  private static void bothPlacing(Stage stage, String oneId, String otherId) throws Exception {
    String cart = stage.shopper().cartWith(Stage.PRODUCT);
    Bite held = stage.hold("order.place.before");
    CompletableFuture<Result<Order>> one = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (Client client = stage.anotherClient()) {
                one.complete(
                    new Shopper(client).checkout(cart, oneId, "tok_visa", Manner.PERSISTENT));
              } catch (RuntimeException e) {
                one.completeExceptionally(e);
              }
            });
    Fired waiting = held.await();
    boolean same = oneId.equals(otherId);
    if (same) {
      // The door's own second attempt, after half of the time.
      stage.awaitOrderOf(cart);
    } else {
      var unused =
          stage.shopper().checkout(cart, otherId, "tok_visa", Manner.PERSISTENT).orUnclean();
    }
    stage.awaitQuiet();
    stage.goOn(waiting, "order.place.after");
    Result<Order> late = one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (same) {
      var unused = late.orUnclean();
    } else {
      refused(late, EMPTY);
    }
    stage.awaitQuiet();
    stage.requireOnly(cart, "CONFIRMED", "NONE");
  }

  private static Result<Order> checkout(Stage stage, String cart, Manner manner) {
    return stage.shopper().checkout(cart, Shopper.newId(), "tok_visa", manner);
  }

  private static void refused(Result<Order> answer, String reason) throws Unclean {
    Unclean.unless(
        answer.value() == null && reason.equals(answer.reason()),
        "answered %s %s (expected: refused, %s)"
            .formatted(answer.summary(), answer.reason(), reason));
  }

  private static void requireStates(Stage stage, String cart, List<String> states)
      throws Exception {
    List<String> found = stage.ordersOf(cart).stream().map(Stored::state).toList();
    Unclean.unless(
        found.equals(states), "the cart's orders are %s (expected: %s)".formatted(found, states));
  }
}
