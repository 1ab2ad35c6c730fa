// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

import java.util.List;
import java.util.stream.Stream;

/** The list of all crash points. */
final class Points {
  private Points() {}

  /** Those of one service. */
  static List<Point> of(String service) {
    return all().filter(point -> point.service().equals(service)).toList();
  }

  static Stream<Point> all() {
    return Stream.of(gateway(), order(), inventory(), payment(), acquirer(), cart(), catalog())
        .flatMap(List::stream);
  }

  /** Its calls of the order service. */
  private static List<Point> gateway() {
    String orders = "souk.order.v1.OrdersGrpc$OrdersBlockingStub";
    return List.of(
        new Point("gateway.checkout", orders, "checkout", Loss.CALL),
        new Point("gateway.cancel", orders, "cancelOrder", Loss.CALL));
  }

  /** Its transactions, and its calls of the participants. */
  private static List<Point> order() {
    String inventory = "souk.inventory.v1.InventoryGrpc$InventoryBlockingStub";
    String payments = "souk.payment.v1.PaymentsGrpc$PaymentsBlockingStub";
    String carts = "souk.cart.v1.CartsGrpc$CartsBlockingStub";
    String tasks = "souk.order.TaskStore";
    return List.of(
        new Point("order.look-up", "souk.order.OrderReader", "lookUp", Loss.DATABASE),
        new Point("order.read-cart", carts, "getCart", Loss.CALL),
        new Point(
            "order.read-prices",
            "souk.catalog.v1.CatalogGrpc$CatalogBlockingStub",
            "batchGetProducts",
            Loss.CALL),
        new Point("order.place", "souk.order.OrderStore", "place", Loss.DATABASE),
        new Point("order.hold", inventory, "hold", Loss.CALL),
        new Point("order.authorize", payments, "authorize", Loss.CALL),
        // order.confirm, order.reject-out-of-stock, order.cancel, ...: the transition's name.
        new Point("order.*", "souk.order.OrderStore", "change", Loss.DATABASE).by(2, ""),
        new Point("order.take-tasks", tasks, "take", Loss.DATABASE).withResult(),
        new Point("order.settle", inventory, "settle", Loss.CALL),
        new Point("order.capture", payments, "capture", Loss.CALL),
        new Point("order.take-out", carts, "takeOut", Loss.CALL),
        new Point("order.mail", "souk.order.mail.SmtpConnection", "send", Loss.MAIL),
        new Point("order.release", inventory, "release", Loss.CALL),
        new Point("order.reverse", payments, "reverse", Loss.CALL),
        new Point("order.end-tasks", tasks, "end", Loss.DATABASE),
        new Point("order.put-back", tasks, "putBack", Loss.DATABASE),
        new Point("order.renew", tasks, "renew", Loss.DATABASE));
  }

  private static List<Point> inventory() {
    String store = "souk.inventory.InventoryStore";
    return List.of(
        new Point("inventory.hold", store, "hold", Loss.DATABASE),
        new Point("inventory.settle", store, "settle", Loss.DATABASE),
        new Point("inventory.release", store, "release", Loss.DATABASE),
        new Point("inventory.bury", store, "bury", Loss.DATABASE));
  }

  /** Its transactions, and its calls of the acquirer. */
  private static List<Point> payment() {
    String store = "souk.payment.PaymentStore";
    String acquirer = "souk.acquirer.v1.AcquirerGrpc$AcquirerBlockingStub";
    return List.of(
        // payment.begin-authorizing, or payment.begin-reversed: the tombstone.
        new Point("payment.begin-*", store, "begin", Loss.DATABASE).by(0, "state"),
        // payment.to-authorized, payment.to-capturing, ...: the state after the step.
        new Point("payment.to-*", store, "move", Loss.DATABASE).by(1, "to"),
        // What a leader that reconciles has read, and is about to write.
        new Point("payment.read-statement", "souk.payment.RecordStore", "read", Loss.DATABASE),
        new Point("payment.call-authorize", acquirer, "authorize", Loss.CALL),
        new Point("payment.call-capture", acquirer, "capture", Loss.CALL),
        new Point("payment.call-void", acquirer, "void_", Loss.CALL),
        new Point("payment.call-refund", acquirer, "refund", Loss.CALL));
  }

  /** Around its transactions. */
  private static List<Point> acquirer() {
    String acquirer = "souk.acquirer.Acquirer";
    return List.of(
        new Point("acquirer.authorize", acquirer, "authorize", Loss.DATABASE),
        // acquirer.capture, acquirer.void, acquirer.refund.
        new Point("acquirer.*", acquirer, "operate", Loss.DATABASE).by(0, "kind"));
  }

  private static List<Point> cart() {
    String store = "souk.cart.CartStore";
    return List.of(
        new Point("cart.read", store, "get", Loss.REDIS),
        new Point("cart.take-out", store, "takeOut", Loss.REDIS));
  }

  private static List<Point> catalog() {
    return List.of(
        new Point("catalog.read", "souk.catalog.CatalogStore", "batchGet", Loss.DATABASE));
  }
}
