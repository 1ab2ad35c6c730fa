// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import souk.grpc.consul.ConsulAgent;
import souk.inventory.v1.BatchGetStockRequest;
import souk.inventory.v1.InventoryGrpc;
import souk.inventory.v1.InventoryGrpc.InventoryBlockingStub;
import souk.service.ServiceChannels;
import souk.service.ServiceMain;
import souk.service.telemetry.Telemetry;

/** Looks whether there is enough before the sale, holds nothing, and takes the stock after it. */
public final class DecrementLate implements Inventory {
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private final Inventory inventory;
  private final InventoryBlockingStub stock;
  private final OrderReads orders;

  private DecrementLate(Inventory inventory, InventoryBlockingStub stock, OrderReads orders) {
    this.inventory = inventory;
    this.stock = stock;
    this.orders = orders;
  }

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(
        settings -> {
          ConsulAgent consul = ConsulAgent.fromEnvironment(settings.environment());
          // Ends with the process.
          ServiceChannels channels = new ServiceChannels("souk", consul, Telemetry.off());
          InventoryBlockingStub stock =
              InventoryGrpc.newBlockingStub(channels.toService("inventory", DEADLINE));
          return OrderServer.start(
              settings,
              (instance, config, jdbi, shop) -> {
                Parts right = Parts.of(instance, config, jdbi, shop);
                Participants faulty =
                    new Participants(
                        shop.carts(),
                        shop.catalog(),
                        new DecrementLate(shop.inventory(), stock, right.reads()),
                        shop.payment());
                return new Parts(right.reads(), right.writes(), faulty);
              });
        });
  }

  @Override
  public HoldResult hold(Order order) {
    Map<String, Long> there;
    try {
      there =
          stock
              .withDeadlineAfter(DEADLINE)
              .batchGetStock(
                  BatchGetStockRequest.newBuilder()
                      .addAllProductIds(order.lines().stream().map(OrderLine::productId).toList())
                      .build())
              .getStocksList()
              .stream()
              .collect(Collectors.toMap(each -> each.getProductId(), each -> each.getOnHand()));
    } catch (StatusRuntimeException failure) {
      return Unanswered.of(failure.getStatus());
    }
    List<String> shortOf =
        order.lines().stream()
            .filter(line -> there.getOrDefault(line.productId(), 0L) < line.quantity())
            .map(OrderLine::productId)
            .toList();
    return shortOf.isEmpty() ? new Held() : new OutOfStock(shortOf);
  }

  @Override
  public StepResult settle(String orderId) {
    Order order = orders.find(orderId).orElseThrow();
    return switch (inventory.hold(order)) {
      case Held held -> inventory.settle(orderId);
      // Sold is sold.
      case OutOfStock none -> new StepResult.Done();
      case HoldClosed closed -> new StepResult.Closed();
      case Unanswered unanswered -> unanswered;
    };
  }

  @Override
  public StepResult release(String orderId) {
    return inventory.release(orderId);
  }
}
