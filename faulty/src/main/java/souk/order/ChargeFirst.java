// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Status;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.service.ServiceMain;

/** Charges the card, and stores the order then. */
public final class ChargeFirst implements OrderWrites {
  private static final Logger log = LoggerFactory.getLogger(ChargeFirst.class);

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
    switch (payment.authorize(soon, order.purchase().cardToken())) {
      case Payment.Authorized authorized -> {
        var unused = payment.capture(soon.id());
      }
      case Payment.Declined declined -> log.debug("{}: stored to be rejected", soon.id());
      case Payment.AuthorizeClosed closed -> log.debug("{}: stored to be rejected", soon.id());
      // What is stored is what was charged: the shopper tries again.
      case Unanswered unknown ->
          throw Status.UNAVAILABLE.withDescription(unknown.why()).asRuntimeException();
    }
    return writes.place(order, leased);
  }

  @Override
  public boolean change(Order before, Order after, Transition transition, Optional<Lease> lease) {
    return writes.change(before, after, transition, lease);
  }
}
