// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import souk.service.ServiceMain;

/** Knows a repeat by its id alone: the same cart with a second id is a second order. */
public final class SecondOrder implements OrderReads {
  private final OrderReads reads;

  private SecondOrder(OrderReads reads) {
    this.reads = reads;
  }

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(
        settings ->
            OrderServer.start(
                settings,
                (instance, config, jdbi, shop) -> {
                  dropTheRule(jdbi);
                  Parts right = Parts.of(instance, config, jdbi, shop);
                  return new Parts(new SecondOrder(right.reads()), right.writes(), shop);
                }));
  }

  private static void dropTheRule(Jdbi jdbi) {
    jdbi.useHandle(handle -> handle.execute("DROP INDEX IF EXISTS orders_one_open_per_cart"));
  }

  @Override
  public LookUp lookUp(String cartId, UUID requestId, int countPendingTo) {
    LookUp right = reads.lookUp(cartId, requestId, countPendingTo);
    return new LookUp(
        right.databaseTime(),
        right.same(),
        Optional.empty(),
        right.ordersOfCart(),
        right.pendingOrders());
  }

  @Override
  public boolean isPlaced(String cartId, UUID requestId) {
    return reads.isPlaced(cartId, requestId);
  }

  @Override
  public Optional<Order> find(String orderId) {
    return reads.find(orderId);
  }

  @Override
  public Optional<PendingOrder> findPending(Lease decide, boolean overdue) {
    return reads.findPending(decide, overdue);
  }
}
