// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static souk.service.GrpcExtension.codeAndReason;
import static souk.service.GrpcExtension.failureOf;
import static souk.service.GrpcExtension.fields;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.inventory.v1.BatchGetStockRequest;
import souk.inventory.v1.DeliverRequest;
import souk.inventory.v1.HoldRequest;
import souk.inventory.v1.HoldResponse;
import souk.inventory.v1.InventoryGrpc;
import souk.inventory.v1.InventoryGrpc.InventoryBlockingStub;
import souk.inventory.v1.ReleaseRequest;
import souk.inventory.v1.SettleRequest;
import souk.inventory.v1.SettleResponse;
import souk.inventory.v1.StockLine;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;

class InventoryGrpcServiceTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/inventory/db/migration");

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  private InventoryBlockingStub stub;
  private StockAudit audit;

  @BeforeEach
  void serve() throws IOException {
    Inventory inventory = new Inventory(new InventoryStore(postgres.database().jdbi()));
    stub = InventoryGrpc.newBlockingStub(grpc.serve(new InventoryGrpcService(inventory)));
    audit = new StockAudit(postgres.database().jdbi());
  }

  @Test
  void order_heldSettledReleased_isAnsweredAtEachStep() {
    deliver("d1", line("tea", 10));
    String orderId = orderId();

    assertThat(hold(orderId, line("tea", 4)).getOutcome()).isEqualTo(HoldResponse.Outcome.HELD);
    assertThat(onHand("tea")).containsExactly("tea 6");
    assertThat(settle(orderId)).isEqualTo(SettleResponse.Outcome.SETTLED);
    assertThat(hold(orderId, line("tea", 4)).getOutcome()).isEqualTo(HoldResponse.Outcome.HELD);
    release(orderId);
    assertThat(onHand("tea")).containsExactly("tea 10");
    assertThat(settle(orderId)).isEqualTo(SettleResponse.Outcome.CLOSED);
    assertThat(hold(orderId, line("tea", 4)).getOutcome()).isEqualTo(HoldResponse.Outcome.CLOSED);
    audit.assertConserved();
  }

  @Test
  void hold_short_namesTheShortProductsAndRecordsNothing() {
    deliver("d2", line("mint", 3), line("sage", 3));
    String orderId = orderId();

    HoldResponse refused = hold(orderId, line("sage", 4), line("mint", 3), line("no-such", 1));

    assertThat(refused.getOutcome()).isEqualTo(HoldResponse.Outcome.OUT_OF_STOCK);
    assertThat(refused.getShortProductIdsList()).containsExactly("no-such", "sage");
    assertThat(onHand("mint", "sage")).containsExactly("mint 3", "sage 3");
    assertThat(audit.state(orderId)).isEqualTo("unknown");
    assertThat(hold(orderId, line("mint", 3)).getOutcome()).isEqualTo(HoldResponse.Outcome.HELD);
  }

  @Test
  void hold_repeatedWhenNothingIsLeft_isHeldStill() {
    deliver("d3", line("last", 1));
    String orderId = orderId();
    hold(orderId, line("last", 1));

    assertThat(hold(orderId, line("last", 1)).getOutcome()).isEqualTo(HoldResponse.Outcome.HELD);
    assertThat(audit.stock("last")).isEqualTo("on_hand 0, held 1, sold 0, restocked 0");
  }

  @Test
  void hold_repeatedInAnotherOrderOfLines_isTheSameHold() {
    deliver("d4", line("salt", 9), line("pepper", 9));
    String orderId = orderId();
    hold(orderId, line("salt", 1), line("pepper", 2));

    HoldResponse repeat = hold(orderId, line("pepper", 2), line("salt", 1));

    assertThat(repeat.getOutcome()).isEqualTo(HoldResponse.Outcome.HELD);
    assertThat(onHand("salt", "pepper")).containsExactly("salt 8", "pepper 7");
  }

  @Test
  void hold_repeatedWithOtherLines_isRefused() {
    deliver("d5", line("oil", 9), line("lemon", 9));
    String orderId = orderId();
    hold(orderId, line("oil", 1));

    for (StockLine other : List.of(line("oil", 2), line("lemon", 1), line("no-such", 1))) {
      assertThat(codeAndReason(failureOf(() -> hold(orderId, other))))
          .isEqualTo("INVALID_ARGUMENT REQUEST_ID_REUSED");
    }
    assertThat(codeAndReason(failureOf(() -> hold(orderId, line("oil", 1), line("lemon", 1)))))
        .isEqualTo("INVALID_ARGUMENT REQUEST_ID_REUSED");
    assertThat(onHand("oil", "lemon")).containsExactly("oil 8", "lemon 9");
  }

  @Test
  void settle_neverHeld_isRefused() {
    assertThat(codeAndReason(failureOf(() -> settle(orderId()))))
        .isEqualTo("FAILED_PRECONDITION NOT_HELD");
  }

  @Test
  void release_ofAnUnknownOrder_refusesItsHoldForEver() {
    deliver("d6", line("figs", 5));
    String orderId = orderId();
    release(orderId);
    release(orderId);

    assertThat(hold(orderId, line("figs", 1)).getOutcome()).isEqualTo(HoldResponse.Outcome.CLOSED);
    assertThat(settle(orderId)).isEqualTo(SettleResponse.Outcome.CLOSED);
    assertThat(onHand("figs")).containsExactly("figs 5");
  }

  @Test
  void deliver_repeated_countsOnceAndOtherLinesAreRefused() {
    deliver("d7", line("dates", 5), line("nuts", 1));
    deliver("d7", line("nuts", 1), line("dates", 5));
    deliver("d8", line("dates", 2));

    assertThat(onHand("nuts", "dates")).containsExactly("nuts 1", "dates 7");
    assertThat(codeAndReason(failureOf(() -> deliver("d7", line("dates", 5)))))
        .isEqualTo("INVALID_ARGUMENT REQUEST_ID_REUSED");
    audit.assertConserved();
  }

  @Test
  void batchGetStock_answersInTheRequestsOrderAndLeavesUnknownOut() {
    deliver("d9", line("x1", 1), line("x2", 2), line("x3", 3));

    assertThat(onHand("x3", "never-delivered", "x1")).containsExactly("x3 3", "x1 1");
  }

  @Test
  void batchGetStock_badIds_namesTheFields() {
    assertThat(invalidFields(() -> onHand())).containsExactly("product_ids");
    assertThat(invalidFields(() -> onHand("a", "a"))).containsExactly("product_ids");
    assertThat(invalidFields(() -> onHand("a", "B c", ""))) //
        .containsExactly("product_ids[1]", "product_ids[2]");
    String[] tooMany =
        IntStream.rangeClosed(1, 101).mapToObj(i -> "sku-" + i).toArray(String[]::new);
    assertThat(invalidFields(() -> onHand(tooMany))).containsExactly("product_ids");
  }

  @Test
  void hold_badFields_namesEachAndStoresNothing() {
    String orderId = orderId();
    assertThat(invalidFields(() -> hold("ord_1"))).containsExactly("order_id", "lines");
    assertThat(invalidFields(() -> hold(orderId, line("a", 0), line("b", 100), line("c!", -1))))
        .containsExactly(
            "lines[0].quantity", "lines[1].quantity", "lines[2].product_id", "lines[2].quantity");
    assertThat(invalidFields(() -> hold(orderId, line("a", 1), line("a", 2))))
        .containsExactly("lines");
    assertThat(invalidFields(() -> hold(orderId, lines(101)))).containsExactly("lines");
    assertThat(audit.state(orderId)).isEqualTo("unknown");
  }

  @Test
  void settleAndRelease_badOrderId_nameIt() {
    assertThat(invalidFields(() -> settle(""))).containsExactly("order_id");
    assertThat(invalidFields(() -> release("ORD_" + "0".repeat(32)))).containsExactly("order_id");
  }

  @Test
  void deliver_badFields_namesEach() {
    assertThat(invalidFields(() -> deliver("a b", line("a", 1_000_001))))
        .containsExactly("delivery_id", "lines[0].quantity");
    assertThat(invalidFields(() -> deliver("zero", line("a", 0))))
        .containsExactly("lines[0].quantity");
    assertThat(invalidFields(() -> deliver("many", lines(1_001)))).containsExactly("lines");
    deliver("most", lines(1_000));
    assertThat(onHand("line-1000")).containsExactly("line-1000 1");
  }

  private static List<String> invalidFields(Runnable call) {
    var failure = failureOf(call);
    assertThat(codeAndReason(failure)).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
    return fields(failure);
  }

  private HoldResponse hold(String orderId, StockLine... lines) {
    return stub.hold(
        HoldRequest.newBuilder().setOrderId(orderId).addAllLines(List.of(lines)).build());
  }

  private SettleResponse.Outcome settle(String orderId) {
    return stub.settle(SettleRequest.newBuilder().setOrderId(orderId).build()).getOutcome();
  }

  private void release(String orderId) {
    var unused = stub.release(ReleaseRequest.newBuilder().setOrderId(orderId).build());
  }

  private void deliver(String deliveryId, StockLine... lines) {
    var unused =
        stub.deliver(
            DeliverRequest.newBuilder()
                .setDeliveryId(deliveryId)
                .addAllLines(List.of(lines))
                .build());
  }

  private List<String> onHand(String... productIds) {
    return stub
        .batchGetStock(
            BatchGetStockRequest.newBuilder().addAllProductIds(List.of(productIds)).build())
        .getStocksList()
        .stream()
        .map(stock -> stock.getProductId() + " " + stock.getOnHand())
        .toList();
  }

  private static StockLine line(String productId, long quantity) {
    return StockLine.newBuilder().setProductId(productId).setQuantity(quantity).build();
  }

  private static StockLine[] lines(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> line("line-" + i, 1))
        .toArray(StockLine[]::new);
  }

  private static String orderId() {
    return "ord_" + UUID.randomUUID().toString().replace("-", "");
  }
}
