// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.order.OrderFixture.events;
import static souk.order.OrderFixture.request;
import static souk.service.GrpcExtension.codeAndReason;
import static souk.service.GrpcExtension.failureOf;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.order.OrderFixture.Shopper;
import souk.order.v1.ListTasksRequest;
import souk.order.v1.ListTasksResponse;
import souk.order.v1.RetryAllTasksRequest;
import souk.order.v1.RetryTaskRequest;
import souk.order.v1.Task;
import souk.service.PostgresExtension;
import souk.v1.Order.State;
import souk.v1.TimelineEntry.Event;

/** What those who run the shop see of the queue, and can do about it. */
class TasksTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @RegisterExtension final OrderFixture orders = new OrderFixture(postgres);

  private Shopper shopper;

  @BeforeEach
  void start() {
    shopper = orders.start();
  }

  @Test
  void retry_parkedTakeOut_cartIsOpenAgain() {
    String cart = orders.filledCart();
    souk.v1.Order order = parkedTakeOut(cart);
    orders.shop.fillCart(cart, OrderFixture.PRODUCT, 1);
    assertThat(codeAndReason(failureOf(() -> shopper.checkout(request(cart)))))
        .isEqualTo("FAILED_PRECONDITION CHECKOUT_IN_PROGRESS");

    assertThat(retry(order.getId(), "TAKE_OUT")).isOne();
    orders.awaitQuiet();

    assertThat(events(shopper.get(order))).contains(Event.CART_EMPTIED);
    assertThat(shopper.checkout(request(cart)).getState()).isEqualTo(State.CONFIRMED);
  }

  @Test
  void retry_notParkedOrNotThere_saidWhich() {
    orders.shop.cartLink.setAway("take out");
    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));

    assertThat(retry(order.getId(), "TAKE_OUT")).as("it is tried by itself").isZero();
    assertThat(codeAndReason(failureOf(() -> retry(order.getId(), "RELEASE"))))
        .isEqualTo("NOT_FOUND TASK_NOT_FOUND");
    assertThat(codeAndReason(failureOf(() -> retry("ord_" + "0".repeat(32), "RELEASE"))))
        .isEqualTo("NOT_FOUND ORDER_NOT_FOUND");
    assertThat(codeAndReason(failureOf(() -> retry("ord_1", "release"))))
        .isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
  }

  @Test
  void retryAll_someParked_thoseOnly() {
    parkedTakeOut(orders.filledCart());
    parkedTakeOut(orders.filledCart());
    var stub = shopper.tasks();

    assertThat(stub.retryAllTasks(RetryAllTasksRequest.getDefaultInstance()).getRetried())
        .isEqualTo(2);
    orders.awaitQuiet();

    assertThat(stub.retryAllTasks(RetryAllTasksRequest.getDefaultInstance()).getRetried()).isZero();
  }

  @Test
  void list_waitingAndParked_parkedFirstAndBounded() {
    orders.execute(
        """
        INSERT INTO tasks (order_id, kind, lane, due_at, created_at, lease, attempts)
        SELECT 'ord_' || n, 'ENGRAVE', 'INVENTORY', now() + interval '1 hour',
          now() - interval '1 hour', 0, 0 FROM generate_series(1, 5) n
        """);
    orders.execute(
        "UPDATE tasks SET created_at = now() - interval '2 hours' WHERE order_id = 'ord_4'");
    souk.v1.Order order = parkedTakeOut(orders.filledCart());

    ListTasksResponse some = list(false, 2);

    assertThat(some.getTotal()).isEqualTo(6);
    assertThat(some.getParked()).isOne();
    assertThat(some.getTasksList())
        .extracting(Task::getOrderId)
        .containsExactly(order.getId(), "ord_4");
    Task parked = some.getTasks(0);
    assertThat(parked.getKind()).isEqualTo("TAKE_OUT");
    assertThat(parked.getParkedReason()).isEqualTo("because");
    assertThat(parked.getOwner()).isEqualTo("order-1");
    assertThat(some.getTasks(1).getAge().getSeconds()).isBetween(7_200L, 7_260L);
    assertThat(some.getTasks(1).getDueIn().getSeconds()).isBetween(3_500L, 3_600L);
    assertThat(list(true, 0).getTasksCount()).isOne();
    assertThat(codeAndReason(failureOf(() -> list(false, 1_001))))
        .isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
    orders.execute("DELETE FROM tasks");
  }

  /** The cart refuses in a way that no rule foresees. */
  private souk.v1.Order parkedTakeOut(String cart) {
    orders.shop.cartLink.setAway("take out");
    souk.v1.Order order = shopper.checkout(request(cart));
    orders.awaitTried("TAKE_OUT", order.getId());
    orders.execute(
        "UPDATE tasks SET parked_reason = 'because', lease = lease + 1 WHERE kind = 'TAKE_OUT'"
            + " AND order_id = '"
            + order.getId()
            + "'");
    orders.shop.cartLink.setAway("");
    return order;
  }

  private int retry(String orderId, String kind) {
    return shopper
        .tasks()
        .retryTask(RetryTaskRequest.newBuilder().setOrderId(orderId).setKind(kind).build())
        .getRetried();
  }

  private ListTasksResponse list(boolean parked, int pageSize) {
    return shopper
        .tasks()
        .listTasks(ListTasksRequest.newBuilder().setParked(parked).setPageSize(pageSize).build());
  }
}
