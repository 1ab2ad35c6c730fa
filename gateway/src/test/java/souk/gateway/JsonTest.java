// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the web port answers in JSON. */
class JsonTest {
  @RegisterExtension static final RunningGateway gateway = new RunningGateway();

  @Test
  void json_pageOfProducts_takesParametersInBothSpellings() throws Exception {
    for (String query : List.of("page_size=3", "pageSize=3")) {
      JsonObject page = RunningGateway.body(gateway.get("/v1/products?" + query), 200);

      assertThat(page.get("nextPageToken").getAsString()).isEqualTo("size3");
      assertThat(page.getAsJsonArray("products").get(0).getAsJsonObject().get("name").getAsString())
          .isEqualTo("Brass lamp");
    }
  }

  @Test
  void json_gatewayIsLeaving_answersAndAsksToConnectElsewhere() throws Exception {
    Fronts leaving = gateway.start(Map.of());
    try {
      assertThat(gateway.get(leaving, "/v1/carts/crt_1").headers().firstValue("connection"))
          .isEmpty();

      leaving.leave();

      HttpResponse<String> last = gateway.get(leaving, "/v1/carts/crt_1");
      assertThat(last.statusCode()).isEqualTo(200);
      assertThat(last.headers().firstValue("connection")).hasValue("close");
    } finally {
      leaving.close();
    }
  }

  @Test
  void json_gatewayEndsWhileARequestIsUnderWay_isAnswered() throws Exception {
    Fronts ending = gateway.start(Map.of());
    gateway.model.inventoryHangs = true;
    CompletableFuture<HttpResponse<String>> answer =
        gateway.http.sendAsync(
            HttpRequest.newBuilder(RunningGateway.uri(ending, "/v1/products/sku-0001")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(gateway.model.inventoryAsked.await(5, TimeUnit.SECONDS)).isTrue();

    ending.close();

    assertThat(answer.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
  }

  @Test
  void json_refusalOfAService_hasCodeReasonAndField() throws Exception {
    JsonObject error =
        RunningGateway.error(
            gateway.send(
                "POST", "/v1/carts/crt_1/items", "{\"productId\": \"sku-0001\", \"quantity\": 0}"),
            400);

    assertThat(error.get("status").getAsString()).isEqualTo("INVALID_ARGUMENT");
    assertThat(error.getAsJsonArray("details").toString())
        .contains("\"reason\":\"INVALID_FIELD\"", "\"domain\":\"souk\"", "\"field\":\"quantity\"");
  }

  @Test
  void json_whatNeverReachesTheShop_isAnsweredInTheSameForm() throws Exception {
    assertThat(RunningGateway.error(gateway.get("/v2/nothing"), 404).get("status").getAsString())
        .isEqualTo("NOT_FOUND");
    assertThat(
            RunningGateway.error(gateway.send("PUT", "/v1/carts", "{}"), 405)
                .get("message")
                .getAsString())
        .contains("/docs");
    assertThat(
            RunningGateway.error(gateway.send("POST", "/v1/carts", "{\"requestId\": "), 400)
                .get("status")
                .getAsString())
        .isEqualTo("INVALID_ARGUMENT");
    assertThat(
            RunningGateway.error(gateway.send("POST", "/v1/carts", "{\"request\": \"x\"}"), 400)
                .get("message")
                .getAsString())
        .contains("request");
    String large = "{\"requestId\": \"" + "x".repeat(1_100_000) + "\"}";
    assertThat(
            RunningGateway.error(gateway.send("POST", "/v1/carts", large), 413)
                .get("status")
                .getAsString())
        .isEqualTo("RESOURCE_EXHAUSTED");
  }
}
