// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.Optional;
import souk.service.ServiceMain;

/** Charges the card, and stores the order then. */
public final class ChargeFirst implements OrderWrites {
  private final OrderWrites writes;
  private final Payment payment;

  private ChargeFirst(OrderWrites writes, Payment payment) {
    this.writes = writes;
    this.payment = payment;
  }

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(
        settings ->
            OrderServer.start(
                settings,
                (instance, config, jdbi, shop) -> {
                  Parts right = Parts.of(instance, config, jdbi, shop);
                  return new Parts(
                      right.reads(), new ChargeFirst(right.writes(), shop.payment()), shop);
                }));
  }

  @Override
  public PlaceResult place(NewOrder order, boolean leased) {
    Order soon = order.placed(order.placedAt());
    if (payment.authorize(soon, order.purchase().cardToken()) instanceof Payment.Authorized) {
      var unused = payment.capture(soon.id());
    }
    return writes.place(order, leased);
  }

  @Override
  public boolean change(Order before, Order after, Transition transition, Optional<Lease> lease) {
    return writes.change(before, after, transition, lease);
  }
}
