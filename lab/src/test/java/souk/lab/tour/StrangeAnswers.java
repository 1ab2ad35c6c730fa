// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.tour;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What the web shop makes of answers that are hostile, old, missing, or late. */
interface StrangeAnswers {
  String LAMP = "sku-0042";

  /** Somebody who has just come in. */
  Visitor visitor();

  @Test
  @Order(20)
  default void product_hostileText_isShownAsText() {
    String name = "<img src=x onerror=document.title='stolen'><script>alert(1)</script>'\"";
    answers(
        "**/v1/products/" + LAMP,
        """
        {"id": "%s", "name": "%s", "description": "%2$s", "category": "lamps",
         "price": {"currencyCode": "<b>", "units": "1"}, "pictureUri": "javascript:alert(1)",
         "availability": {"state": "IN_STOCK", "quantity": "7"}}
        """
            .formatted(LAMP, name.replace("\"", "\\\"")));
    visitor().go("#/product/" + LAMP);
    visitor().sees(name);

    Page page = visitor().page();
    assertThat(page.locator("main script, img[src=x], main b").count()).isZero();
    assertThat(page.locator(".frame img").getAttribute("src")).isEqualTo("/pictures/none.svg");
    assertThat(page.title()).isEqualTo(name + " · Souk");
  }

  @Test
  @Order(21)
  default void product_staleAndOfUnknownStock_isSaidQuietlyAndCanBeBought() {
    answers(
        "**/v1/products/" + LAMP,
        """
        {"id": "%s", "name": "A lamp", "description": "It shines.", "category": "lamps",
         "price": {"currencyCode": "EUR", "units": "1"}, "staleSince": "2026-11-21T10:00:00Z",
         "availability": {"state": "UNKNOWN"}}
        """
            .formatted(LAMP));
    visitor().go("#/product/" + LAMP);
    visitor().reads("Prices as of");
    visitor().reads("Stock being counted");
    assertThat(visitor().page().locator(".buy button").isEnabled()).isTrue();
  }

  @Test
  @Order(22)
  default void shop_away_isSaidAndThePageComesBackByItself() {
    Page page = visitor().page();
    page.route("**/v1/**", Route::abort);
    visitor().go("#/stall/lamps");
    visitor().reads("We keep trying.");
    page.unroute("**/v1/**");
    page.locator(".grid .price").first().waitFor();
    assertThat(page.locator(".away").count()).isZero();
  }

  /** The lost attempt may still place its order: the refusal speaks only of the repeat. */
  @Test
  @Order(23)
  default void checkout_refusedSoonAfterALostAttempt_isAskedAgainWithTheSameId() {
    Page page = visitor().page();
    visitor().puts(LAMP);
    List<String> requestIds = new CopyOnWriteArrayList<>();
    page.route(
        "**/*:checkout",
        route -> {
          requestIds.add(
              JsonParser.parseString(route.request().postData())
                  .getAsJsonObject()
                  .get("requestId")
                  .getAsString());
          switch (requestIds.size()) {
            case 1 -> route.abort();
            case 2 ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setStatus(400)
                        .setContentType("application/json")
                        .setBody(
                            "{\"error\": {\"status\": \"FAILED_PRECONDITION\", \"details\":"
                                + " [{\"reason\": \"EMPTY_CART\"}]}}"));
            default -> route.resume();
          }
        });
    visitor().buyButton("tok_visa").click();
    visitor().sees("Bought");

    assertThat(requestIds).isEqualTo(Collections.nCopies(3, requestIds.getFirst()));
  }

  /** As between two gateways while they are renewed. */
  @Test
  @Order(24)
  default void page_ofWhoseFilesOneIsOfAnotherVersion_isLoadedAgainAndIsThere() {
    Page page = visitor().page();
    AtomicInteger loads = countLoads(page);
    page.route("**/assets/*/api.js", route -> resumeOr404(route, loads.get() > 1));
    visitor().go("");
    page.locator(".grid .price").first().waitFor();

    assertThat(loads).hasValue(2);
  }

  @Test
  @Order(25)
  default void page_ofWhoseFilesOneIsNeverThere_isLoadedAgainOnceAndSaysSo() {
    Page page = visitor().page();
    AtomicInteger loads = countLoads(page);
    page.route("**/assets/*/api.js", route -> resumeOr404(route, false));
    visitor().go("");
    page.getByText("The shop is being renewed.").waitFor();

    assertThat(loads).hasValue(2);
  }

  private static AtomicInteger countLoads(Page page) {
    AtomicInteger loads = new AtomicInteger();
    page.onRequest(
        request -> {
          if (request.isNavigationRequest()) {
            loads.incrementAndGet();
          }
        });
    return loads;
  }

  private static void resumeOr404(Route route, boolean isThere) {
    if (isThere) {
      route.resume();
    } else {
      route.fulfill(new Route.FulfillOptions().setStatus(404));
    }
  }

  private void answers(String address, String json) {
    visitor()
        .page()
        .route(
            address,
            route ->
                route.fulfill(
                    new Route.FulfillOptions().setContentType("application/json").setBody(json)));
  }
}
