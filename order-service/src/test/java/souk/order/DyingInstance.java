// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static souk.order.OrderFixture.PRODUCT;
import static souk.order.OrderFixture.request;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import souk.service.PostgresExtension;

/** The parts of an instance that decides nothing of what it places. */
final class DyingInstance {
  private final PostgresExtension postgres;
  private final OrderFixture fixture;

  DyingInstance(PostgresExtension postgres, OrderFixture fixture) {
    this.postgres = postgres;
    this.fixture = fixture;
  }

  Orders orders() {
    OrderStore store = new OrderStore(postgres.database().jdbi(), "dying", Duration.ofSeconds(3));
    return new Orders(reader(), store, new OrderChanges(), fixture.clock(), 100);
  }

  OrderReader reader() {
    return new OrderReader(postgres.database().jdbi());
  }

  OrderWatches watches() {
    return new OrderWatches(reader(), Duration.ofMillis(50));
  }

  Checkout checkout(Orders orders, OrderWatches watches) {
    return new Checkout(
        orders,
        fixture.shop.participants(),
        new SlotsOfTheDying(),
        watches,
        () -> "ord_" + "a".repeat(32),
        fixture.clock(),
        100);
  }

  /** An order that it placed, and whose lease it has. */
  PendingOrder place(Orders book) {
    Purchase purchase =
        new CheckoutRequests(new RequestHash.Key(new byte[32]))
            .check(request(fixture.filledCart()).build());
    NewOrder order =
        new NewOrder(
            "ord_" + "b".repeat(32),
            purchase,
            List.of(new OrderLine(PRODUCT, "Lamp", 1, new souk.service.Money(ModelShop.EUR, 5))),
            1,
            fixture.clock().instant(),
            fixture.clock().instant().plusSeconds(60));
    return ((PlaceResult.Placed) book.place(order, true)).pending();
  }

  /** An instance that dies right after it has placed an order. */
  private static final class SlotsOfTheDying implements DecisionSlots {
    @Override
    public Slot reserve() {
      return new Slot() {
        @Override
        public boolean isThere() {
          return true;
        }

        @Override
        public void decide(PendingOrder pending, Supplier<TaskOutcome> decision) {}

        @Override
        public void close() {}
      };
    }
  }
}
