// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.tour;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.process.ProcessId;
import souk.lab.process.Signal;

/** The web shop in a browser, before a whole shop of real processes that are killed meanwhile. */
@Tag("cluster")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WebShopIT implements StrangeAnswers, ControlRoomVisit {
  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final int FIRST_VIEW_BYTES = 150_000;
  private static final String SOLD_OUT = "sku-0013";

  @TempDir private static Path folder;
  private static Chromium chromium;
  private static LocalShop shop;
  private static String web;

  private Visitor visitor;

  @BeforeAll
  static void up() throws Exception {
    chromium = Chromium.start();
    shop = LocalShop.in(folder);
    shop.souk("up", "-d", "--wires").ok();
    web = shop.status().web();
  }

  @AfterAll
  static void down() throws Exception {
    if (shop != null) {
      shop.end();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @Override
  public String link() throws Exception {
    return shop.status().controlRoom();
  }

  @Override
  public Visitor visitor() {
    return visitor;
  }

  @BeforeEach
  void comeIn() {
    visitor = chromium.visitor(web, ColorScheme.LIGHT);
  }

  @AfterEach
  void leave() {
    visitor.close();
  }

  @Test
  @Order(1)
  void firstView_isSmallAndOnlyOurs() {
    List<String> elsewhere = new CopyOnWriteArrayList<>();
    visitor
        .page()
        .onRequest(
            (Request request) -> {
              if (!request.url().startsWith(web)) {
                elsewhere.add(request.url());
              }
            });
    visitor.go("");
    visitor.page().locator(".grid .price").first().waitFor();

    int bytes =
        ((Number)
                visitor
                    .page()
                    .evaluate(
                        "() => [...performance.getEntriesByType('resource'),"
                            + " ...performance.getEntriesByType('navigation')]"
                            + ".reduce((sum, entry) => sum + entry.transferSize, 0)"))
            .intValue();
    assertThat(bytes).isBetween(20_000, FIRST_VIEW_BYTES);
    assertThat(elsewhere).isEmpty();
  }

  @Test
  @Order(2)
  void allPages_inLightAndDark_keepNobodyOut() {
    visitor.go("");
    visitor.page().locator(".grid .price").first().waitFor();
    visitor.isUsableByAll("the market");
    visitor.page().locator("#words").pressSequentially("brass lamp");
    visitor.page().locator(".grid .price").first().waitFor();
    visitor.sees("“brass lamp”");
    visitor.isUsableByAll("search");
    visitor.go("#/stall/rugs");
    visitor.sees("Rugs");
    visitor.page().locator(".grid .price").first().waitFor();
    visitor.isUsableByAll("a stall");
    visitor.puts(LAMP);
    visitor.isUsableByAll("a product");
    visitor.go("#/cart");
    visitor.page().locator(".cart-line").waitFor();
    visitor.page().reload();
    visitor.page().locator(".cart-line").waitFor();
    visitor.isUsableByAll("the cart");
    var buy = visitor.buyButton("tok_visa");
    visitor.isUsableByAll("the till");
    buy.click();
    visitor.sees("Bought");
    visitor.reads("Money taken");
    visitor.isUsableByAll("an order");
    visitor.go("#/orders");
    visitor.sees("Your orders");
    visitor.isUsableByAll("the orders");
  }

  @Test
  @Order(3)
  void buy_clickedTwice_buysOnceAndCancelGivesItBack() throws Exception {
    long before = stock(LAMP);
    visitor.puts(LAMP);
    visitor.buyButton("tok_visa").dblclick();
    visitor.sees("Bought");
    visitor.reads("Taken out of the cart");
    assertThat(visitor.orders()).isEqualTo(1);
    await().atMost(PATIENCE).until(() -> stock(LAMP) == before - 1);

    visitor.page().getByText("Cancel this order").click();
    visitor.page().getByText("Cancel the order").click();
    visitor.sees("Cancelled");
    visitor.reads("Money given back");
    visitor.reads("Goods put back");
    await().atMost(PATIENCE).until(() -> stock(LAMP) == before);
  }

  @Test
  @Order(4)
  void buy_cardDeclined_isToldAndTheCartIsKept() {
    visitor.puts(LAMP);
    visitor.buyButton("tok_declined").click();
    visitor.sees("Not bought");
    visitor.reads("The card was refused. Nothing was charged");
    visitor.go("#/cart");
    visitor.page().locator(".cart-line").waitFor();
  }

  @Test
  @Order(5)
  void buy_soldOut_isNotOfferedAndIsToldWhenItIsAskedForAllTheSame() throws Exception {
    visitor.go("#/product/" + SOLD_OUT);
    assertThat(visitor.page().locator(".buy button").isDisabled()).isTrue();
    assertThat(visitor.page().locator(".buy button").textContent()).isEqualTo("Sold out");

    visitor.puts(LAMP);
    new Purchase(shop, 1).add(visitor.cart(), SOLD_OUT);
    visitor.buyButton("tok_visa").click();
    visitor.sees("Not bought");
    visitor.reads("sold out. Nothing was charged");
  }

  @Test
  @Order(6)
  void reload_whileTheOrderServiceIsKilledInMidCheckout_buysOnce() throws Exception {
    long before = stock(LAMP);
    visitor.puts(LAMP);
    List<ProcessId> orderService =
        shop.status().instances().stream()
            .filter(each -> each.service().equals("order"))
            .map(PartStatus::pid)
            .map(pid -> ProcessId.of(pid).orElseThrow())
            .toList();
    var buy = visitor.buyButton("tok_slow");
    visitor.page().waitForRequest("**/*:checkout", () -> buy.click());
    orderService.forEach(each -> each.send(Signal.KILL));
    visitor.reads("We ask again, for this same order");
    visitor.page().reload();
    visitor.reads("You may reload or close this page");
    shop.souk("start", "order").ok();

    visitor.sees("Bought");
    visitor.reads("Money taken");
    assertThat(visitor.orders()).isEqualTo(1);
    await().atMost(PATIENCE).until(() -> stock(LAMP) == before - 1);
  }

  @Test
  @Order(7)
  void reload_whilePaymentIsStopped_saysWhatComesNextAndEndsBought() throws Exception {
    visitor.puts(LAMP);
    shop.souk("stop", "payment").ok();
    visitor.buyButton("tok_visa").click();
    visitor.sees("Being decided");
    visitor.reads("The order is stored. Next, your things are set aside");
    visitor.page().reload();
    visitor.reads("You pay once or not at all");
    shop.souk("start", "payment").ok();
    visitor.sees("Bought");
    assertThat(visitor.orders()).isEqualTo(1);
  }

  @Test
  @Order(50)
  void link_slowedByButtonAndCutByCommand_isShownAndFelt() throws Exception {
    visitor.page().navigate(link());
    Locator payment = visitor.page().locator("[data-link='order payment']");
    payment.click();
    ControlRoomVisit.deed(visitor.page(), "Slow").click();
    assertThat(payment).containsText("wire slow", ControlRoomVisit.contains(AT_ONCE_MS));
    shop.souk("link", "order", "payment", "cut").ok();
    assertThat(payment).containsText("wire cut", ControlRoomVisit.contains(AT_ONCE_MS));

    visitor.puts(LAMP);
    visitor.buyButton("tok_visa").click();
    visitor.sees("Being decided");
    shop.souk("link", "order", "payment", "clear").ok();
    visitor.sees("Bought");
    assertThat(shop.souk("link", "order", "redis", "cut").status()).isNotZero();
  }

  @Test
  @Order(99)
  void audit_afterAllOfThis_findsNothing() throws Exception {
    shop.souk("audit", "--final").ok();
  }

  private static long stock(String product) throws Exception {
    JsonObject answer =
        JsonParser.parseString(
                shop.call("GetProduct", "{\"product_id\": \"%s\"}".formatted(product)).ok())
            .getAsJsonObject();
    return answer.getAsJsonObject("availability").get("quantity").getAsLong();
  }
}
