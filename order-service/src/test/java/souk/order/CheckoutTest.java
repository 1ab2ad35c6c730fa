// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.order.OrderFixture.PRICE;
import static souk.order.OrderFixture.PRODUCT;
import static souk.order.OrderFixture.events;
import static souk.order.OrderFixture.request;
import static souk.service.GrpcExtension.codeAndReason;
import static souk.service.GrpcExtension.detail;
import static souk.service.GrpcExtension.failureOf;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.type.Money;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.grpc.resilience.RetryPushback;
import souk.order.OrderFixture.Shopper;
import souk.service.PostgresExtension;
import souk.v1.CheckoutRequest;
import souk.v1.Order.Reason;
import souk.v1.Order.State;
import souk.v1.TimelineEntry.Event;

/** What a shopper is told at checkout, with everybody there. */
class CheckoutTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @RegisterExtension final OrderFixture orders = new OrderFixture(postgres);

  @Test
  void checkout_filledCart_confirmedSettledCapturedTakenOut() {
    Shopper shopper = orders.start();
    String cart = orders.emptyCart();
    orders.shop.sell("rug", 9_900, 10);
    orders.shop.fillCart(cart, PRODUCT, 2);
    orders.shop.fillCart(cart, "rug", 1);

    souk.v1.Order order = shopper.checkout(request(cart));

    assertThat(order.getState()).isEqualTo(State.CONFIRMED);
    assertThat(order.getId()).matches("ord_[0-9a-f]{32}");
    assertThat(order.getTotal()).isEqualTo(euros(2 * PRICE + 9_900));
    assertThat(order.getLinesList()).hasSize(2);
    assertThat(order.getShipTo().getAddressLines(0)).isEqualTo("Damrak 1");
    assertThat(events(order))
        .containsExactly(Event.PLACED, Event.HELD, Event.AUTHORIZED, Event.CONFIRMED);
    orders.awaitQuiet();
    souk.v1.Order settled = shopper.get(order);
    assertThat(events(settled))
        .contains(Event.STOCK_SETTLED, Event.PAYMENT_CAPTURED, Event.CART_EMPTIED)
        .hasSize(7);
    assertThat(settled.getTimelineList())
        .isSortedAccordingTo((a, b) -> Long.compare(a.getLogicalTime(), b.getLogicalTime()))
        .extracting(souk.v1.TimelineEntry::getLogicalTime)
        .doesNotHaveDuplicates();
    assertThat(orders.shop.isSettled(order.getId())).isTrue();
    assertThat(orders.shop.isCaptured(order.getId())).isTrue();
    assertThat(orders.shop.inCart(cart, PRODUCT)).isZero();
    assertThat(orders.shop.onHand(PRODUCT)).isEqualTo(998);
  }

  @Test
  void checkout_repeated_sameOrderWhateverBecameOfCartAndPrices() {
    Shopper shopper = orders.start();
    CheckoutRequest.Builder request = request(orders.filledCart()).setExpectedTotal(euros(PRICE));
    souk.v1.Order first = shopper.checkout(request);
    orders.awaitQuiet();
    orders.shop.setPrice(PRODUCT, 5);

    souk.v1.Order second = shopper.checkout(request);

    assertThat(second.getId()).isEqualTo(first.getId());
    assertThat(second.getTotal()).isEqualTo(first.getTotal());
    assertThat(second.getTimelineList().subList(0, 4)).isEqualTo(first.getTimelineList());
    assertThat(orders.shop.paidOrders()).isOne();
  }

  @Test
  void checkout_sameRequestManyTimesAtOnceOnTwoInstances_oneOrder() throws Exception {
    List<Shopper> shoppers = List.of(orders.start(), orders.start());
    CheckoutRequest.Builder request = request(orders.filledCart());

    List<souk.v1.Order> answers = atOnce(24, i -> shoppers.get(i % 2).checkout(request.clone()));

    assertThat(answers).extracting(souk.v1.Order::getId).containsOnly(answers.getFirst().getId());
    assertThat(answers).extracting(souk.v1.Order::getState).containsOnly(State.CONFIRMED);
    assertThat(orders.count("SELECT count(*) FROM orders")).isOne();
    assertThat(orders.shop.paidOrders()).isOne();
    assertThat(orders.shop.onHand(PRODUCT)).isEqualTo(999);
  }

  @Test
  void checkout_manyRequestsOfOneCartAtOnce_boughtOnce() throws Exception {
    List<Shopper> shoppers = List.of(orders.start(), orders.start());
    String cart = orders.filledCart();

    List<String> answers =
        atOnce(
            24,
            i -> {
              try {
                return shoppers.get(i % 2).checkout(request(cart)).getState().name();
              } catch (StatusRuntimeException failure) {
                return codeAndReason(failure);
              }
            });

    assertThat(answers).filteredOn("CONFIRMED"::equals).hasSize(1);
    assertThat(answers)
        .isSubsetOf(
            "CONFIRMED",
            "FAILED_PRECONDITION CHECKOUT_IN_PROGRESS",
            "FAILED_PRECONDITION EMPTY_CART");
    assertThat(orders.shop.paidOrders()).isOne();
  }

  @Test
  void checkout_cartReadBeforeAnotherOrderWasTakenOut_notBoughtTwice() throws Exception {
    Shopper shopper = orders.start();
    String cart = orders.filledCart();
    CountDownLatch prices = orders.shop.catalogLink.hang();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> slow =
          threads.submit(() -> codeAndReason(failureOf(() -> shopper.checkout(request(cart)))));
      await().until(() -> orders.shop.catalogLink.calls() == 1);
      // Another order of this cart is bought meanwhile, from look-up to taking out.
      orders.execute(
          """
          INSERT INTO orders (order_id, cart_id, request_id, request_hash, cart_order, cart_open,
            state, reason, version, logical_time, currency, total_minor, email, ship_to, created_at)
          VALUES ('ord_other', '%s', gen_random_uuid(), '', 1, false, 'CONFIRMED', 'NONE', 2, 1,
            'EUR', 1, '', '', now())
          """
              .formatted(cart));
      orders.shop.createCart(cart);
      prices.countDown();

      assertThat(slow.get(10, TimeUnit.SECONDS)).isEqualTo("FAILED_PRECONDITION EMPTY_CART");
    }
    assertThat(orders.shop.paidOrders()).isZero();
  }

  @Test
  void checkout_requestIdWithOtherContent_refused() {
    Shopper shopper = orders.start();
    CheckoutRequest.Builder request = request(orders.filledCart());
    shopper.checkout(request);

    StatusRuntimeException failure =
        failureOf(() -> shopper.checkout(request.clone().setCardToken("tok_other")));

    assertThat(codeAndReason(failure)).isEqualTo("INVALID_ARGUMENT REQUEST_ID_REUSED");
  }

  @Test
  void checkout_besideAnOpenOrder_inProgressWithItsId() {
    Shopper shopper = orders.startImpatient();
    String cart = orders.filledCart();
    orders.shop.inventoryLink.setAway(true);
    souk.v1.Order open = shopper.checkout(request(cart));
    assertThat(open.getState()).isEqualTo(State.PENDING);

    StatusRuntimeException failure = failureOf(() -> shopper.checkout(request(cart)));

    assertThat(codeAndReason(failure)).isEqualTo("FAILED_PRECONDITION CHECKOUT_IN_PROGRESS");
    assertThat(detail(failure, ErrorInfo.class).orElseThrow().getMetadataMap())
        .containsEntry("order_id", open.getId());
  }

  @Test
  void checkout_declined_rejectedUndoneAndCartKept() {
    Shopper shopper = orders.start();
    String cart = orders.filledCart();

    souk.v1.Order order = shopper.checkout(request(cart).setCardToken("tok_declined"));

    assertThat(order.getState()).isEqualTo(State.REJECTED);
    assertThat(order.getReason()).isEqualTo(Reason.CARD_DECLINED);
    assertThat(order.getTimelineList().getLast().getDetail()).isEqualTo("do_not_honour");
    orders.awaitQuiet();
    assertThat(orders.shop.onHand(PRODUCT)).isEqualTo(1_000);
    assertThat(orders.shop.isReversed(order.getId())).isTrue();
    assertThat(orders.shop.inCart(cart, PRODUCT)).isOne();
    assertThat(shopper.checkout(request(cart)).getState()).isEqualTo(State.CONFIRMED);
  }

  @Test
  void checkout_outOfStock_rejectedNamingTheProduct() {
    Shopper shopper = orders.start();
    orders.shop.sell(PRODUCT, PRICE, 0);

    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));

    assertThat(order.getState()).isEqualTo(State.REJECTED);
    assertThat(order.getReason()).isEqualTo(Reason.OUT_OF_STOCK);
    assertThat(order.getTimelineList().getLast().getDetail()).contains(PRODUCT);
    assertThat(orders.shop.paidOrders()).isZero();
  }

  @Test
  void checkout_priceIsAnother_refusedWithTheNewTotal() {
    Shopper shopper = orders.start();

    StatusRuntimeException failure =
        failureOf(
            () ->
                shopper.checkout(request(orders.filledCart()).setExpectedTotal(euros(PRICE - 1))));

    assertThat(codeAndReason(failure)).isEqualTo("FAILED_PRECONDITION PRICE_CHANGED");
    assertThat(detail(failure, ErrorInfo.class).orElseThrow().getMetadataMap())
        .containsEntry("units", "12")
        .containsEntry("nanos", "500000000")
        .containsEntry("currency_code", "EUR");
    assertNothingStored();
  }

  @Test
  void checkout_emptyUnknownOrUnlisted_refusedAndNothingStored() {
    Shopper shopper = orders.start();
    String unlisted = orders.filledCart();
    orders.shop.unlist(PRODUCT);

    assertThat(refusalOf(shopper, orders.emptyCart())).isEqualTo("FAILED_PRECONDITION EMPTY_CART");
    assertThat(refusalOf(shopper, "crt_" + "0".repeat(32))).isEqualTo("NOT_FOUND CART_NOT_FOUND");
    assertThat(refusalOf(shopper, unlisted)).isEqualTo("FAILED_PRECONDITION PRODUCT_NOT_FOUND");
    assertNothingStored();
  }

  @Test
  void checkout_cartOrCatalogAway_unavailable() {
    Shopper shopper = orders.start();
    String cart = orders.filledCart();

    orders.shop.catalogLink.setAway(true);
    assertThat(refusalOf(shopper, cart)).isEqualTo("UNAVAILABLE DEPENDENCY_UNAVAILABLE");
    orders.shop.catalogLink.setAway(false);
    orders.shop.cartLink.setAway(true);
    assertThat(refusalOf(shopper, cart)).isEqualTo("UNAVAILABLE DEPENDENCY_UNAVAILABLE");
    assertNothingStored();
  }

  @Test
  void checkout_cartAway_callersDoNotTryAgainNorBlameUs() {
    Shopper shopper = orders.start();
    String cart = orders.filledCart();
    orders.shop.cartLink.setAway(true);

    StatusRuntimeException failure = failureOf(() -> shopper.checkout(request(cart)));

    assertThat(failure.getTrailers()).isNotNull();
    assertThat(failure.getTrailers().get(RetryPushback.KEY)).isEqualTo("-1");
  }

  @Test
  void checkout_tooManyPending_refusedButNotARepeat() {
    OrderConfig.Limits three =
        new OrderConfig.Limits(
            Duration.ofMillis(200), Duration.ofMinutes(15), 3, 100, Duration.ofMinutes(5));
    Shopper shopper = orders.start(OrderFixture.QUEUE, three);
    orders.shop.inventoryLink.setAway(true);
    CheckoutRequest.Builder first = request(orders.filledCart());
    souk.v1.Order placed = shopper.checkout(first);
    shopper.checkout(request(orders.filledCart()));
    shopper.checkout(request(orders.filledCart()));

    StatusRuntimeException failure =
        failureOf(() -> shopper.checkout(request(orders.filledCart())));

    assertThat(codeAndReason(failure)).isEqualTo("RESOURCE_EXHAUSTED TOO_MANY_PENDING_ORDERS");
    assertThat(detail(failure, RetryInfo.class)).isPresent();
    assertThat(shopper.checkout(first).getId()).isEqualTo(placed.getId());
    assertThat(orders.count("SELECT count(*) FROM orders")).isEqualTo(3);
  }

  @Test
  void checkout_attemptWakesAfterItsDeadline_placesNothing() {
    Shopper shopper = orders.start();
    CountDownLatch prices = orders.shop.catalogLink.hang();
    CheckoutRequest request = request(orders.filledCart()).build();

    StatusRuntimeException failure =
        failureOf(() -> shopper.stub().withDeadlineAfter(Duration.ofMillis(300)).checkout(request));
    prices.countDown();

    assertThat(codeAndReason(failure)).isEqualTo("DEADLINE_EXCEEDED");
    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(5))
        .until(() -> orders.count("SELECT count(*) FROM orders") == 0);
    assertThat(orders.shop.catalogLink.calls()).isOne();
  }

  @Test
  void checkout_decided_cardTokenErased() {
    Shopper shopper = orders.startImpatient();
    orders.shop.inventoryLink.setAway(true);
    souk.v1.Order pending = shopper.checkout(request(orders.filledCart()));
    assertThat(tokens()).isOne();

    orders.shop.inventoryLink.setAway(false);
    shopper.awaitState(pending, State.CONFIRMED);

    assertThat(tokens()).isZero();
  }

  @Test
  void checkout_moreThanAnInstanceDecidesAtOnce_allDecided() throws Exception {
    OrderConfig.Queue two =
        new OrderConfig.Queue(
            Duration.ofMillis(800),
            Duration.ofMillis(200),
            Duration.ofMillis(50),
            Duration.ofSeconds(3),
            2,
            2);
    Shopper shopper = orders.start(two, OrderFixture.LIMITS);

    List<souk.v1.Order> answers = atOnce(40, i -> shopper.checkout(request(orders.filledCart())));

    for (souk.v1.Order answer : answers) {
      shopper.awaitState(answer, State.CONFIRMED);
    }
    orders.awaitQuiet();
    assertThat(orders.shop.onHand(PRODUCT)).isEqualTo(960);
  }

  private interface Numbered<R> {
    R call(int number);
  }

  private static <R> List<R> atOnce(int times, Numbered<R> call) throws Exception {
    List<Callable<R>> calls = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      int number = i;
      calls.add(() -> call.call(number));
    }
    List<R> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<R> result : threads.invokeAll(calls)) {
        results.add(result.get());
      }
    }
    return results;
  }

  private static String refusalOf(Shopper shopper, String cart) {
    return codeAndReason(failureOf(() -> shopper.checkout(request(cart))));
  }

  private void assertNothingStored() {
    assertThat(orders.count("SELECT count(*) FROM orders")).isZero();
    assertThat(orders.count("SELECT count(*) FROM tasks")).isZero();
  }

  private long tokens() {
    return orders.count("SELECT count(*) FROM orders WHERE card_token IS NOT NULL");
  }

  private static Money euros(long minor) {
    return new souk.service.Money(ModelShop.EUR, minor).toMessage();
  }
}
