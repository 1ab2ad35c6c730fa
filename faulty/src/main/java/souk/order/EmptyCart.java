// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.List;
import souk.service.ServiceMain;

/** Empties the whole cart after a purchase, whatever was bought of it. */
public final class EmptyCart implements Carts {
  private final Carts carts;

  private EmptyCart(Carts carts) {
    this.carts = carts;
  }

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(
        settings ->
            OrderServer.start(
                settings,
                (instance, config, jdbi, shop) ->
                    Parts.of(
                        instance,
                        config,
                        jdbi,
                        new Participants(
                            new EmptyCart(shop.carts()),
                            shop.catalog(),
                            shop.inventory(),
                            shop.payment()))));
  }

  @Override
  public CartResult get(String cartId) {
    return carts.get(cartId);
  }

  @Override
  public StepResult takeOut(Order order) {
    return switch (carts.get(order.cartId())) {
      case Contents contents -> carts.takeOut(withLines(order, contents.lines()));
      case NoSuchCart none -> carts.takeOut(order);
      case Unanswered unanswered -> unanswered;
    };
  }

  private static Order withLines(Order order, List<CartLine> lines) {
    if (lines.isEmpty()) {
      return order;
    }
    OrderLine any = order.lines().getFirst();
    return new Order(
        order.id(),
        order.cartId(),
        order.state(),
        order.reason(),
        lines.stream()
            .map(
                line ->
                    new OrderLine(line.productId(), any.name(), line.quantity(), any.unitPrice()))
            .toList(),
        order.total(),
        order.shipTo(),
        order.createTime(),
        order.timeline(),
        order.version());
  }
}
