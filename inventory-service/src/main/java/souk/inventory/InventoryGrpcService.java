// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import souk.inventory.v1.BatchGetStockRequest;
import souk.inventory.v1.BatchGetStockResponse;
import souk.inventory.v1.DeliverRequest;
import souk.inventory.v1.DeliverResponse;
import souk.inventory.v1.HoldRequest;
import souk.inventory.v1.HoldResponse;
import souk.inventory.v1.InventoryGrpc;
import souk.inventory.v1.ReleaseRequest;
import souk.inventory.v1.ReleaseResponse;
import souk.inventory.v1.SettleRequest;
import souk.inventory.v1.SettleResponse;
import souk.inventory.v1.Stock;
import souk.inventory.v1.StockLine;
import souk.service.Refusal;
import souk.service.RequestChecks;

/** The contract's words for {@link Inventory}'s, and the bounds of what comes in. Thread-safe. */
final class InventoryGrpcService extends InventoryGrpc.InventoryImplBase {
  private static final Pattern PRODUCT_ID = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Pattern ORDER_ID = Pattern.compile("ord_[0-9a-f]{32}");
  private static final Pattern DELIVERY_ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
  private static final String PRODUCT_ID_HINT = "1 to 64 characters of a-z, 0-9 and '-'";
  private static final int MAX_ORDER_LINES = 100;
  private static final int MAX_ORDER_QUANTITY = 99;
  private static final int MAX_DELIVERY_LINES = 1_000;
  private static final int MAX_DELIVERY_QUANTITY = 1_000_000;
  private static final int MAX_BATCH = 100;

  private final Inventory inventory;

  InventoryGrpcService(Inventory inventory) {
    this.inventory = inventory;
  }

  @Override
  public void batchGetStock(
      BatchGetStockRequest request, StreamObserver<BatchGetStockResponse> answer) {
    List<String> productIds = List.copyOf(request.getProductIdsList());
    RequestChecks checks = new RequestChecks().distinct("product_ids", productIds, 1, MAX_BATCH);
    for (int i = 0; i < Math.min(productIds.size(), MAX_BATCH); i++) {
      checks.matches("product_ids[" + i + "]", productIds.get(i), PRODUCT_ID, PRODUCT_ID_HINT);
    }
    checks.refuseIfAny();
    Map<String, Long> onHand = inventory.onHand(productIds);
    BatchGetStockResponse.Builder response = BatchGetStockResponse.newBuilder();
    for (String productId : productIds) {
      Optional.ofNullable(onHand.get(productId))
          .ifPresent(
              pieces ->
                  response.addStocks(Stock.newBuilder().setProductId(productId).setOnHand(pieces)));
    }
    send(response.build(), answer);
  }

  @Override
  public void hold(HoldRequest request, StreamObserver<HoldResponse> answer) {
    RequestChecks checks = orderId(request.getOrderId());
    check(checks, request.getLinesList(), MAX_ORDER_LINES, MAX_ORDER_QUANTITY);
    checks.refuseIfAny();
    HoldResult result = inventory.hold(request.getOrderId(), lines(request.getLinesList()));
    HoldResponse.Builder response = HoldResponse.newBuilder();
    switch (result) {
      case HoldResult.Held() -> response.setOutcome(HoldResponse.Outcome.HELD);
      case HoldResult.OutOfStock(List<String> shortProductIds) ->
          response
              .setOutcome(HoldResponse.Outcome.OUT_OF_STOCK)
              .addAllShortProductIds(shortProductIds);
      case HoldResult.Closed() -> response.setOutcome(HoldResponse.Outcome.CLOSED);
    }
    send(response.build(), answer);
  }

  @Override
  public void settle(SettleRequest request, StreamObserver<SettleResponse> answer) {
    orderId(request.getOrderId()).refuseIfAny();
    SettleResponse.Outcome outcome =
        switch (inventory.settle(request.getOrderId())) {
          case SettleResult.Settled() -> SettleResponse.Outcome.SETTLED;
          case SettleResult.Closed() -> SettleResponse.Outcome.CLOSED;
          case SettleResult.NotHeld() ->
              throw Refusal.failedPrecondition(
                  "NOT_HELD", "the order never held anything", Map.of());
        };
    send(SettleResponse.newBuilder().setOutcome(outcome).build(), answer);
  }

  @Override
  public void release(ReleaseRequest request, StreamObserver<ReleaseResponse> answer) {
    orderId(request.getOrderId()).refuseIfAny();
    inventory.release(request.getOrderId());
    send(ReleaseResponse.getDefaultInstance(), answer);
  }

  @Override
  public void deliver(DeliverRequest request, StreamObserver<DeliverResponse> answer) {
    RequestChecks checks =
        new RequestChecks()
            .matches(
                "delivery_id",
                request.getDeliveryId(),
                DELIVERY_ID,
                "1 to 64 characters of a-z, A-Z, 0-9, '-' and '_'");
    check(checks, request.getLinesList(), MAX_DELIVERY_LINES, MAX_DELIVERY_QUANTITY);
    checks.refuseIfAny();
    inventory.deliver(request.getDeliveryId(), lines(request.getLinesList()));
    send(DeliverResponse.getDefaultInstance(), answer);
  }

  private static RequestChecks orderId(String orderId) {
    return new RequestChecks()
        .matches("order_id", orderId, ORDER_ID, "ord_ and 32 hex digits in lower case");
  }

  private static void check(
      RequestChecks checks, List<StockLine> lines, int maxLines, int maxQuantity) {
    List<String> productIds = lines.stream().map(StockLine::getProductId).toList();
    checks.distinct("lines", productIds, 1, maxLines);
    for (int i = 0; i < Math.min(lines.size(), maxLines); i++) {
      String field = "lines[" + i + "]";
      checks
          .matches(field + ".product_id", productIds.get(i), PRODUCT_ID, PRODUCT_ID_HINT)
          .range(field + ".quantity", lines.get(i).getQuantity(), 1, maxQuantity);
    }
  }

  private static Lines lines(List<StockLine> lines) {
    return new Lines(
        lines.stream().map(line -> new Line(line.getProductId(), line.getQuantity())).toList());
  }

  private static <T> void send(T response, StreamObserver<T> answer) {
    answer.onNext(response);
    answer.onCompleted();
  }
}
