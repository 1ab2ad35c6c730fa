// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import souk.inventory.v1.HoldRequest;
import souk.inventory.v1.HoldResponse;
import souk.inventory.v1.InventoryGrpc;
import souk.inventory.v1.ReleaseRequest;
import souk.inventory.v1.SettleRequest;
import souk.inventory.v1.SettleResponse;

/** The inventory over gRPC. Thread-safe. */
final class InventoryClient implements Inventory {
  private final InventoryGrpc.InventoryBlockingStub stub;
  private final Duration deadline;

  InventoryClient(Channel channel, Duration deadline) {
    this.stub = InventoryGrpc.newBlockingStub(channel);
    this.deadline = deadline;
  }

  @Override
  public HoldResult hold(Order order) {
    HoldRequest.Builder request = HoldRequest.newBuilder().setOrderId(order.id());
    for (OrderLine line : order.lines()) {
      request.addLinesBuilder().setProductId(line.productId()).setQuantity(line.quantity());
    }
    HoldResponse response;
    try {
      response = stub.withDeadlineAfter(deadline).hold(request.build());
    } catch (StatusRuntimeException failure) {
      return Unanswered.of(failure);
    }
    return switch (response.getOutcome()) {
      case HELD -> new Held();
      case OUT_OF_STOCK -> new OutOfStock(response.getShortProductIdsList());
      case CLOSED -> new HoldClosed();
      case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> unknownOutcome();
    };
  }

  @Override
  public StepResult settle(String orderId) {
    return Steps.of(
        () -> {
          SettleResponse response =
              stub.withDeadlineAfter(deadline)
                  .settle(SettleRequest.newBuilder().setOrderId(orderId).build());
          return switch (response.getOutcome()) {
            case SETTLED -> new StepResult.Done();
            case CLOSED -> new StepResult.Closed();
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED -> unknownOutcome();
          };
        });
  }

  @Override
  public StepResult release(String orderId) {
    return Steps.of(
        () -> {
          var unused =
              stub.withDeadlineAfter(deadline)
                  .release(ReleaseRequest.newBuilder().setOrderId(orderId).build());
          return new StepResult.Done();
        });
  }

  /** A newer inventory may know outcomes that this process doesn't. */
  private static Unanswered unknownOutcome() {
    return Unanswered.of(Status.UNKNOWN.withDescription("an outcome of inventory's that is new"));
  }
}
