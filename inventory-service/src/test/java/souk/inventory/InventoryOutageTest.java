// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.inventory.v1.HoldRequest;
import souk.inventory.v1.InventoryGrpc;
import souk.inventory.v1.InventoryGrpc.InventoryBlockingStub;
import souk.inventory.v1.StockLine;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;

class InventoryOutageTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/inventory/db/migration");

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  @Test
  void holds_whileConnectionsAreCut_areUnavailableAndARepeatSettlesThem() throws Exception {
    Inventory inventory = new Inventory(new InventoryStore(postgres.database().jdbi()));
    inventory.deliver("plenty", new Lines(List.of(new Line("bowl", 1_000_000))));
    InventoryBlockingStub stub =
        InventoryGrpc.newBlockingStub(grpc.serve(new InventoryGrpcService(inventory)));
    Set<String> unknown = ConcurrentHashMap.newKeySet();
    ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService buyers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int buyer = 0; buyer < 8; buyer++) {
        int number = buyer;
        running.add(
            buyers.submit(
                () -> {
                  for (int i = 0; !stop.get(); i++) {
                    String orderId = String.format("ord_%016x%016x", number, i);
                    asked.add(orderId);
                    try {
                      hold(stub, orderId);
                    } catch (StatusRuntimeException failure) {
                      unknown.add(orderId);
                      failures.add(GrpcExtension.codeAndReason(failure));
                    }
                  }
                }));
      }
      await()
          .pollInterval(Duration.ofMillis(50))
          .atMost(Duration.ofSeconds(40))
          .until(
              () -> {
                postgres.cutConnections();
                return failures.size() >= 5;
              });
      stop.set(true);
      for (Future<?> future : running) {
        future.get(40, TimeUnit.SECONDS);
      }
    }

    assertThat(failures).containsOnly("UNAVAILABLE STORE_UNAVAILABLE");
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(() -> unknown.forEach(orderId -> hold(stub, orderId)));
    StockAudit audit = new StockAudit(postgres.database().jdbi());
    assertThat(audit.stock("bowl")).contains("held " + asked.size() + ",");
    audit.assertConserved();
  }

  private static void hold(InventoryBlockingStub stub, String orderId) {
    var unused =
        stub.hold(
            HoldRequest.newBuilder()
                .setOrderId(orderId)
                .addLines(StockLine.newBuilder().setProductId("bowl").setQuantity(1))
                .build());
  }
}
