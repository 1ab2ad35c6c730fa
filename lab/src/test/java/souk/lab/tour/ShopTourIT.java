// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import souk.lab.cluster.ShopStatus;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.metrics.OperatorFiles;
import souk.lab.metrics.Scrapes;
import souk.lab.process.Ledger;
import souk.lab.process.ProcessId;
import souk.lab.process.Signal;

/** One shop of real processes, started once; the tests follow each other in it. */
@Tag("cluster")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ShopTourIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static LocalShop shop;

  @BeforeAll
  static void up() throws Exception {
    shop = LocalShop.in(folder);
    String said = shop.souk("up", "-d").ok();
    assertThat(said).contains("the shop is up", "http://localhost:", "grpcurl -plaintext");
  }

  @AfterAll
  static void down() throws Exception {
    if (shop != null) {
      shop.end();
    }
  }

  @Test
  @Order(1)
  void status_afterUp_hasTwoOfEachServiceAndAllIsWell() throws Exception {
    ShopStatus status = shop.status();
    assertThat(status.instances())
        .extracting(PartStatus::name)
        .containsExactlyInAnyOrder(
            "gateway-1",
            "gateway-2",
            "order-1",
            "order-2",
            "cart-1",
            "cart-2",
            "catalog-1",
            "catalog-2",
            "inventory-1",
            "inventory-2",
            "payment-1",
            "payment-2",
            "acquirer",
            "mail");
    assertThat(status.stores())
        .extracting(PartStatus::name)
        .containsExactlyInAnyOrder("postgres", "redis", "consul");
    assertThat(status.instances()).allMatch(each -> each.health().equals("passing"));
    assertThat(shop.souk("up", "-d").ok()).contains("runs already");
  }

  @Test
  @Order(2)
  void tour_ofTheReadme_completesWordForWord() throws Exception {
    String said = shop.tour().ok();
    System.out.println(said);
    assertThat(said).contains("\"state\": \"CONFIRMED\"").contains("\"state\": \"UNKNOWN\"");
    String afterRestart = said.substring(said.lastIndexOf("the shop is up"));
    assertThat(afterRestart).as("the order of before").contains("\"state\": \"CONFIRMED\"");
  }

  @ParameterizedTest
  @Order(3)
  @CsvSource({"sku-0001, tok_declined, CARD_DECLINED", "sku-0013, tok_visa, OUT_OF_STOCK"})
  void purchase_thatCantBe_isRejectedWithTheReason(String product, String card, String reason)
      throws Exception {
    Purchase purchase = new Purchase(shop, 1);
    String cart = purchase.createCart();
    purchase.add(cart, product);
    String order = purchase.checkout(cart, card).get("id").getAsString();
    // On a busy machine the answer may come before the decision.
    await().atMost(PATIENCE).until(() -> !isPending(purchase.order(order)));
    JsonObject decided = purchase.order(order);
    assertThat(decided.get("state").getAsString()).isEqualTo("REJECTED");
    assertThat(decided.get("reason").getAsString()).isEqualTo(reason);
  }

  @ParameterizedTest
  @Order(4)
  @ValueSource(
      strings = {"catalog-1", "cart-1", "inventory-1", "payment-1", "order-1", "gateway-1"})
  void purchase_instanceKilledMeanwhile_completes(String instance) throws Exception {
    // A call that is on its way through the door when the door is killed gets no answer: only then,
    // ask again.
    Purchase purchase = new Purchase(shop, instance.startsWith("gateway") ? 5 : 1);
    String cart = purchase.createCart();
    String order;
    try (ExecutorService hand = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Shell.Result> kill = hand.submit(() -> shop.souk("kill", instance));
      purchase.add(cart, "sku-0001");
      purchase.add(cart, "sku-0042");
      order = purchase.checkout(cart, "tok_visa").get("id").getAsString();
      kill.get().ok();
    }
    await().atMost(PATIENCE).until(() -> isConfirmed(purchase.order(order)));
    // And while it is dead, as well.
    String second = purchase.createCart();
    purchase.add(second, "sku-0001");
    String secondOrder = purchase.checkout(second, "tok_visa").get("id").getAsString();
    await().atMost(PATIENCE).until(() -> isConfirmed(purchase.order(secondOrder)));

    assertThat(shop.souk("start", instance).ok()).contains(instance + " is ready");
  }

  @Test
  @Order(5)
  void metrics_afterPurchases_areAllThatTheDocsName() throws Exception {
    Map<String, String> addresses =
        shop.status().instances().stream()
            .filter(part -> !part.metrics().equals("-"))
            .collect(Collectors.toMap(PartStatus::name, PartStatus::metrics));
    Scrapes scrapes = Scrapes.of(addresses);

    assertThat(addresses).as("all but the mail server").hasSize(13);
    assertThat(scrapes.silent()).isEmpty();
    assertThat(scrapes.samples())
        .extracting(sample -> OperatorFiles.withoutSuffix(sample.name()))
        .containsAll(OperatorFiles.documented());
    assertThat(scrapes.samples().toString()).doesNotContain("crt_", "ord_", "tok_", "127.0.0.1");

    assertThat(shop.souk("breaker", "order/write", "open").ok()).contains("forced_open");
    assertThat(shop.souk("status").ok()).contains("gateway-1 → order/write", "Leader:   payment-");
    shop.souk("breaker", "order/write", "automatic").ok();
    assertThat(shop.souk("status").ok()).doesNotContain("order/write");
  }

  @Test
  @Order(6)
  void supervisor_killed_leavesNoProcess_andTheNextUpHasTheOrders() throws Exception {
    Purchase purchase = new Purchase(shop, 1);
    String cart = purchase.createCart();
    purchase.add(cart, "sku-0001");
    String order = purchase.checkout(cart, "tok_visa").get("id").getAsString();
    await().atMost(PATIENCE).until(() -> isConfirmed(purchase.order(order)));

    List<Ledger.Entry> all = shop.home().ledger().living();
    assertThat(all).as("supervisor, reaper, 3 stores, 14 others").hasSize(19);
    ProcessId.of(shop.status().supervisorPid()).orElseThrow().send(Signal.KILL);
    await().atMost(PATIENCE).until(() -> all.stream().noneMatch(entry -> entry.id().isAlive()));

    shop.souk("up", "-d").ok();
    assertThat(isConfirmed(purchase.order(order))).isTrue();
  }

  @Test
  @Order(7)
  void down_leavesNoProcess() throws Exception {
    List<Ledger.Entry> all = shop.home().ledger().living();
    shop.souk("down").ok();
    assertThat(all).isNotEmpty().noneMatch(entry -> entry.id().isAlive());
    assertThat(shop.souk("status").status()).isEqualTo(1);
    assertThat(shop.souk("down").ok()).contains("was not running");
  }

  private static boolean isPending(JsonObject order) {
    return order.get("state").getAsString().equals("PENDING");
  }

  private static boolean isConfirmed(JsonObject order) {
    return order.get("state").getAsString().equals("CONFIRMED");
  }
}
