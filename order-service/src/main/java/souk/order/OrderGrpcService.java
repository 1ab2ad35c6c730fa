// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import souk.order.v1.OrdersGrpc;
import souk.service.RequestChecks;
import souk.v1.CancelOrderRequest;
import souk.v1.CheckoutRequest;
import souk.v1.GetOrderRequest;
import souk.v1.WatchOrderRequest;

/** {@code souk.order.v1.Orders}: checks, and messages to and from the domain. Thread-safe. */
final class OrderGrpcService extends OrdersGrpc.OrdersImplBase {
  private static final Pattern ORDER_ID = Pattern.compile("ord_[0-9a-f]{32}");

  /** A stream ends OK so long before its caller's deadline would end it with an error. */
  private static final Duration BEFORE_DEADLINE = Duration.ofMillis(250);

  private final CheckoutRequests requests;
  private final Checkout checkout;
  private final Orders orders;
  private final OrderStreams streams;
  private final OrderMetrics metrics;
  private final Limits limits;

  /**
   * @param answer how long a checkout waits for its decision, at most
   * @param watch how long an order is followed, at most
   */
  record Limits(Duration answer, Duration watch) {}

  OrderGrpcService(
      CheckoutRequests requests,
      Checkout checkout,
      Orders orders,
      OrderStreams streams,
      OrderMetrics metrics,
      Limits limits) {
    this.requests = requests;
    this.checkout = checkout;
    this.orders = orders;
    this.streams = streams;
    this.metrics = metrics;
    this.limits = limits;
  }

  @Override
  public void checkout(CheckoutRequest request, StreamObserver<souk.v1.Order> observer) {
    long begun = System.nanoTime();
    CallTime time = CallTime.ofCurrentCall(limits.answer());
    Purchase purchase = requests.check(request);
    Order order = checkout.checkout(purchase, time);
    metrics.checkedOut(order, Duration.ofNanos(System.nanoTime() - begun));
    answer(order, observer);
  }

  @Override
  public void getOrder(GetOrderRequest request, StreamObserver<souk.v1.Order> observer) {
    orderId(request.getOrderId()).refuseIfAny();
    answer(orders.get(request.getOrderId()), observer);
  }

  @Override
  public void watchOrder(WatchOrderRequest request, StreamObserver<souk.v1.Order> observer) {
    orderId(request.getOrderId()).refuseIfAny();
    streams.open(
        orders.get(request.getOrderId()),
        (ServerCallStreamObserver<souk.v1.Order>) observer,
        watchTime());
  }

  @Override
  public void cancelOrder(CancelOrderRequest request, StreamObserver<souk.v1.Order> observer) {
    orderId(request.getOrderId()).requestId("request_id", request.getRequestId()).refuseIfAny();
    answer(orders.cancel(request.getOrderId()), observer);
  }

  private Duration watchTime() {
    Deadline deadline = Context.current().getDeadline();
    if (deadline == null) {
      return limits.watch();
    }
    Duration left =
        Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS)).minus(BEFORE_DEADLINE);
    return left.compareTo(limits.watch()) < 0 ? left : limits.watch();
  }

  private static RequestChecks orderId(String orderId) {
    return new RequestChecks().matches("order_id", orderId, ORDER_ID, "\"ord_\" and 32 hex digits");
  }

  private static void answer(Order order, StreamObserver<souk.v1.Order> observer) {
    observer.onNext(OrderMessages.of(order));
    observer.onCompleted();
  }
}
