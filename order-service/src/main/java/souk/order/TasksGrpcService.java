// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import com.google.protobuf.Duration;
import io.grpc.stub.StreamObserver;
import java.util.regex.Pattern;
import souk.order.v1.ListTasksRequest;
import souk.order.v1.ListTasksResponse;
import souk.order.v1.RetryAllTasksRequest;
import souk.order.v1.RetryTaskRequest;
import souk.order.v1.RetryTaskResponse;
import souk.order.v1.Task;
import souk.order.v1.TasksGrpc;
import souk.service.Refusal;
import souk.service.RequestChecks;

/** {@code souk.order.v1.Tasks}: the queue, for those who run the shop. Thread-safe. */
final class TasksGrpcService extends TasksGrpc.TasksImplBase {
  private static final Pattern ORDER_ID = Pattern.compile("ord_[0-9a-f]{32}");
  private static final Pattern KIND = Pattern.compile("[A-Z_]{1,40}");
  private static final int DEFAULT_PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;

  private final TaskBoard board;
  private final OrderReads orders;
  private final TaskBell bell;

  /**
   * @param bell for the worker: what is retried is due at once
   */
  TasksGrpcService(TaskBoard board, OrderReads orders, TaskBell bell) {
    this.board = board;
    this.orders = orders;
    this.bell = bell;
  }

  @Override
  public void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> observer) {
    new RequestChecks().range("page_size", request.getPageSize(), 0, LARGEST_PAGE).refuseIfAny();
    int most = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    TaskBoard.Counts counts = board.count();
    ListTasksResponse.Builder response =
        ListTasksResponse.newBuilder().setTotal(counts.total()).setParked(counts.parked());
    board.list(request.getParked(), most).forEach(task -> response.addTasks(message(task)));
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public void retryTask(RetryTaskRequest request, StreamObserver<RetryTaskResponse> observer) {
    new RequestChecks()
        .matches("order_id", request.getOrderId(), ORDER_ID, "\"ord_\" and 32 hex digits")
        .matches("kind", request.getKind(), KIND, "a task's kind, such as TAKE_OUT")
        .refuseIfAny();
    int retried = board.retry(request.getOrderId(), request.getKind());
    if (retried == 0 && !board.exists(request.getOrderId(), request.getKind())) {
      throw orders.find(request.getOrderId()).isEmpty()
          ? Refusal.notFound("ORDER_NOT_FOUND", "there is no such order")
          : Refusal.notFound(
              "TASK_NOT_FOUND", "the order has no such task: it is done, or never was");
    }
    answer(retried, observer);
  }

  @Override
  public void retryAllTasks(
      RetryAllTasksRequest request, StreamObserver<RetryTaskResponse> observer) {
    answer(board.retryAll(), observer);
  }

  private void answer(int retried, StreamObserver<RetryTaskResponse> observer) {
    bell.ring();
    observer.onNext(RetryTaskResponse.newBuilder().setRetried(retried).build());
    observer.onCompleted();
  }

  private static Task message(TaskBoard.Entry task) {
    return Task.newBuilder()
        .setOrderId(task.orderId())
        .setKind(task.kind())
        .setAttempts(task.attempts())
        .setAge(message(task.age()))
        .setDueIn(message(task.dueIn()))
        .setOwner(task.owner())
        .setLastError(task.lastError())
        .setParkedReason(task.parkedReason())
        .build();
  }

  private static Duration message(java.time.Duration duration) {
    // Both parts have the duration's sign, as the type asks for.
    long millis = duration.toMillis();
    return Duration.newBuilder()
        .setSeconds(millis / 1_000)
        .setNanos((int) (millis % 1_000) * 1_000_000)
        .build();
  }
}
