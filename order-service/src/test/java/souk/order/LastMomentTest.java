// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static souk.order.OrderFixture.BOUND;
import static souk.order.OrderFixture.request;
import static souk.service.GrpcExtension.codeAndReason;
import static souk.service.GrpcExtension.failureOf;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.order.OrderFixture.Shopper;
import souk.service.PostgresExtension;
import souk.v1.CheckoutRequest;

/** An attempt whose placing is held up until after its deadline, and those that come after it. */
class LastMomentTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @RegisterExtension final OrderFixture orders = new OrderFixture(postgres);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @Test
  void checkout_refusedWhileAnEarlierAttemptIsPlacing_answersWhatWasPlaced() throws Exception {
    Shopper shopper = orders.start();
    String cart = orders.filledCart();
    CheckoutRequest.Builder request = request(cart);
    try (Handle other = postgres.database().jdbi().open()) {
      // Has stored another order of the cart, which is open, and has not yet committed.
      other.begin();
      insertOpenOrder(other, cart);
      Instant lastMoment = databaseTime().plusMillis(300);
      Future<PlaceResult> first = threads.submit(() -> place(request, lastMoment));
      awaitWaiting("transactionid");
      await().atMost(BOUND).until(() -> databaseTime().isAfter(lastMoment));
      orders.shop.createCart(cart);

      Future<souk.v1.Order> second = threads.submit(() -> shopper.checkout(request));
      await("the second is refused, or waits")
          .atMost(BOUND)
          .until(() -> second.isDone() || waiting("advisory") == 1);
      other.rollback();

      assertThat(first.get(5, TimeUnit.SECONDS)).isInstanceOf(PlaceResult.Placed.class);
      assertThat(second.get(5, TimeUnit.SECONDS).getId()).isEqualTo("ord_" + "f".repeat(32));
    }
  }

  @Test
  void place_lockHadAfterTheLastMoment_placesNothing() throws Exception {
    CheckoutRequest.Builder request = request(orders.filledCart());
    UUID id = UUID.fromString(request.getRequestId());
    try (Handle other = postgres.database().jdbi().open()) {
      other.begin();
      other.execute("SELECT pg_advisory_xact_lock(?)", OrderReader.lockOf(id));
      Instant lastMoment = databaseTime().plusMillis(300);
      Future<PlaceResult> late = threads.submit(() -> place(request, lastMoment));
      awaitWaiting("advisory");
      await().atMost(BOUND).until(() -> databaseTime().isAfter(lastMoment));
      other.rollback();

      assertThat(late.get(5, TimeUnit.SECONDS)).isInstanceOf(PlaceResult.TooLate.class);
    }
    assertThat(orders.count("SELECT count(*) FROM orders")).isZero();
    assertThat(orders.count("SELECT count(*) FROM tasks")).isZero();
  }

  @Test
  void checkout_refusedWhileAnEarlierAttemptIsPlacingForLong_unknownAndNotRefused()
      throws Exception {
    Shopper shopper = orders.start();
    CheckoutRequest.Builder request = request(orders.emptyCart());
    UUID id = UUID.fromString(request.getRequestId());
    try (Handle other = postgres.database().jdbi().open()) {
      other.begin();
      other.execute("SELECT pg_advisory_xact_lock(?)", OrderReader.lockOf(id));

      assertThat(codeAndReason(failureOf(() -> shopper.checkout(request))))
          .isEqualTo("UNAVAILABLE STORE_UNAVAILABLE");
      other.rollback();
    }
  }

  /** As of a client whose connection broke: its deadline is far, and it may repeat at once. */
  @Test
  void checkout_callerGoneWhenItIsToBePlaced_placesNothing() throws Exception {
    DyingInstance instance = new DyingInstance(postgres, orders);
    Purchase purchase =
        new CheckoutRequests(new RequestHash.Key(new byte[32]))
            .check(request(orders.filledCart()).build());
    CountDownLatch prices = orders.shop.catalogLink.hang();
    try (OrderWatches watches = instance.watches();
        Context.CancellableContext caller = Context.current().withCancellation()) {
      Checkout checkout = instance.checkout(instance.orders(), watches);
      Future<Order> attempt =
          threads.submit(
              caller.wrap(
                  () -> checkout.checkout(purchase, CallTime.ofCurrentCall(Duration.ofMillis(1)))));
      await().atMost(BOUND).until(() -> orders.shop.catalogLink.calls() == 1);
      caller.cancel(null);
      prices.countDown();

      assertThatThrownBy(() -> attempt.get(5, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("CANCELLED");
    }
    assertThat(orders.count("SELECT count(*) FROM orders")).isZero();
    assertThat(orders.count("SELECT count(*) FROM tasks")).isZero();
  }

  private PlaceResult place(CheckoutRequest.Builder request, Instant lastMoment) {
    Purchase purchase =
        new CheckoutRequests(new RequestHash.Key(new byte[32])).check(request.build());
    OrderLine line =
        new OrderLine(OrderFixture.PRODUCT, "Lamp", 1, new souk.service.Money(ModelShop.EUR, 1250));
    NewOrder order =
        new NewOrder(
            "ord_" + "f".repeat(32),
            purchase,
            List.of(line),
            1,
            orders.clock().instant(),
            lastMoment);
    return new OrderStore(postgres.database().jdbi(), "held up", Duration.ofSeconds(3))
        .place(order, true);
  }

  private static void insertOpenOrder(Handle handle, String cart) {
    handle.execute(
        """
        INSERT INTO orders (order_id, cart_id, request_id, request_hash, cart_order, cart_open,
          state, reason, version, logical_time, currency, total_minor, email, ship_to, created_at)
        VALUES ('ord_other', ?, gen_random_uuid(), '', 1, true, 'CONFIRMED', 'NONE', 2, 1,
          'EUR', 1, '', '', now())
        """,
        cart);
  }

  private void awaitWaiting(String lock) {
    await("somebody waits for the lock").atMost(BOUND).until(() -> waiting(lock) == 1);
  }

  private long waiting(String lock) {
    return orders.count(
        "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
            + " WHERE NOT l.granted AND a.datname = current_database() AND l.locktype = '"
            + lock
            + "'");
  }

  private static Instant databaseTime() {
    return postgres
        .database()
        .jdbi()
        .withHandle(h -> h.createQuery("SELECT clock_timestamp()").mapTo(Instant.class).one());
  }
}
