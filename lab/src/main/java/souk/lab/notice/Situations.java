// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.notice;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.experiment.OwnShop;
import souk.lab.load.Errands;
import souk.lab.process.LabException;
import souk.lab.window.Armory;
import souk.v1.Order;
import souk.v1.Product;

/**
 * What shoppers do and what dies meanwhile. A right shop comes out of each without a scratch; each
 * leaves all instances running.
 */
final class Situations {
  private static final String VISA = "tok_visa";
  private static final String SLOW = "tok_slow";
  private static final String KILL = "KILL";
  private static final int PLENTY = 60;
  private static final int SHOPPERS = 4;
  private static final Duration TO_GET_THERE = Duration.ofSeconds(30);

  private final OwnShop shop;
  private final Errands errands;
  private final Armory armory;
  private final List<Product> products;

  Situations(OwnShop shop, Errands errands) throws IOException {
    this.shop = shop;
    this.errands = errands;
    this.armory = new Armory(shop.home().faults());
    this.products = errands.products();
  }

  /** Brings one about. */
  @FunctionalInterface
  interface Situation {
    void happen(Situations shop) throws IOException, InterruptedException;
  }

  /** The process that places an order is killed just before it does. */
  void killedBeforeItPlaces() throws IOException, InterruptedException {
    buyWhile("order.place.before", KILL);
  }

  /** The acquirer approves, and its answer is lost. */
  void approvalIsLost() throws IOException, InterruptedException {
    buyWhile("payment.call-authorize.lost", "LOSE");
  }

  /** The process that captures is killed just before it does. */
  void killedBeforeItCaptures() throws IOException, InterruptedException {
    buyWhile("payment.call-capture.before", KILL);
  }

  /** More shoppers than pieces, all before the first has paid; and inventory is killed. */
  void moreBuyersThanPieces() throws IOException, InterruptedException {
    Product scarce =
        products.stream()
            .filter(each -> pieces(each) >= 5 && pieces(each) <= 20)
            .findFirst()
            .orElseThrow(() -> new LabException("no product has 5 to 20 pieces"));
    int buyers = (int) pieces(scarce) + SHOPPERS;
    List<String> carts = errands.carts(buyers, scarce.getId());
    armory.arm("inventory.hold.before", KILL);
    List<Order> orders = errands.checkOutAtOnce(carts, SLOW, true);
    awaitFired("inventory.hold.before");
    revive();
    var unused = errands.decided(orders);
  }

  /** All processes of the order service are killed as soon as the shoppers are told. */
  void killedAfterTheSale() throws IOException, InterruptedException {
    List<String> carts = errands.carts(SHOPPERS, plenty(0));
    List<Order> orders = errands.checkOutAtOnce(carts, VISA, true);
    shop.kill("order");
    revive();
    var unused = errands.decided(orders);
  }

  /** A shopper whose checkout is not answered tries again as if for the first time. */
  void checkedOutAnew() throws IOException, InterruptedException {
    List<String> cart = errands.carts(1, plenty(0));
    armory.arm("order.confirm.before", KILL);
    List<Order> first = errands.checkOutAtOnce(cart, VISA, false);
    List<Order> second = errands.checkOutAtOnce(cart, VISA, true);
    awaitFired("order.confirm.before");
    revive();
    var unused = errands.decided(first);
    var unusedToo = errands.decided(second);
  }

  /** Something is added between the purchase and what is done after it. */
  void addedMeanwhile() throws IOException, InterruptedException {
    List<String> cart = errands.carts(1, plenty(0));
    armory.arm("order.take-out.before", KILL);
    // Answered before the card's bank has decided.
    List<Order> pending = errands.checkOutAtOnce(cart, SLOW, true);
    errands.add(cart.getFirst(), plenty(1));
    var unused = errands.decided(pending);
    awaitFired("order.take-out.before");
    revive();
  }

  private void buyWhile(String point, String action) throws IOException, InterruptedException {
    List<String> carts = errands.carts(SHOPPERS, plenty(0));
    armory.arm(point, action);
    List<Order> orders = errands.checkOutAtOnce(carts, VISA, true);
    awaitFired(point);
    revive();
    var unused = errands.decided(orders);
  }

  /** Nothing is shown by a fault that never came. */
  private void awaitFired(String point) throws IOException, InterruptedException {
    if (armory.awaitFired(point, TO_GET_THERE).isEmpty()) {
      throw new LabException("nobody came to " + point);
    }
  }

  /** Starts again what has died. */
  private void revive() throws IOException {
    for (PartStatus part : shop.status().instances()) {
      if (part.pid() == 0) {
        shop.start(part.name());
      }
    }
  }

  private String plenty(int number) {
    return products.stream()
        .filter(product -> pieces(product) >= PLENTY)
        .skip(number)
        .map(Product::getId)
        .findFirst()
        .orElseThrow(() -> new LabException("no product has " + PLENTY + " pieces"));
  }

  private static long pieces(Product product) {
    return product.getAvailability().getQuantity();
  }
}
