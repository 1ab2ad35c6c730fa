// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.v1.Order;
import souk.v1.ShopGrpc;
import souk.v1.WatchOrderRequest;

/** An order's changes on the web port: as server-sent events, and as a gRPC stream. */
class OrderEventsTest {
  @RegisterExtension static final RunningGateway gateway = new RunningGateway();

  @Test
  void orderEvents_decidedOrder_sendsEachChangeAndEnds() throws Exception {
    HttpResponse<String> response = gateway.get("/v1/orders/decided/events");

    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(response.body().lines().filter(line -> !line.isEmpty()).toList())
        .containsExactly(
            "data:{\"id\":\"ord_1\",\"state\":\"PENDING\"}",
            "data:{\"id\":\"ord_1\",\"state\":\"CONFIRMED\"}");
  }

  @Test
  void orderEvents_unknownOrder_isAnErrorAndNoStream() throws Exception {
    assertThat(RunningGateway.error(gateway.get("/v1/orders/unknown/events"), 404).toString())
        .contains("ORDER_NOT_FOUND");
  }

  @Test
  void orderEvents_readerGoes_endsTheStreamBehind() throws Exception {
    try (Socket browser = new Socket("127.0.0.1", gateway.fronts.webPort())) {
      browser
          .getOutputStream()
          .write("GET /v1/orders/pending/events HTTP/1.1\r\nHost: souk\r\n\r\n".getBytes(US_ASCII));
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(browser.getInputStream(), UTF_8));
      while (!lines.readLine().startsWith("data:")) {}
    }

    assertThat(gateway.model.watchGone.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void watchOrder_callerOfTheWebPortGoes_endsTheStreamBehind() throws Exception {
    ManagedChannel web =
        NettyChannelBuilder.forAddress("127.0.0.1", gateway.fronts.webPort())
            .usePlaintext()
            .build();
    try {
      Iterator<Order> changes =
          ShopGrpc.newBlockingStub(web)
              .watchOrder(WatchOrderRequest.newBuilder().setOrderId("pending").build());
      assertThat(changes.next().getState()).isEqualTo(Order.State.PENDING);
    } finally {
      web.shutdownNow();
    }

    assertThat(gateway.model.watchGone.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void orderEvents_manyForgedLines_areOfOneClient() throws Exception {
    Fronts limited =
        gateway.start(
            Map.of(
                "SOUK_GATEWAY_REQUESTS_PER_SECOND",
                "1",
                "SOUK_GATEWAY_TRUSTED_PROXIES",
                "127.0.0.1"));
    try {
      int status = 200;
      for (int i = 0; i < 100 && status == 200; i++) {
        status =
            gateway
                .http
                .send(
                    HttpRequest.newBuilder(RunningGateway.uri(limited, "/v1/orders/decided/events"))
                        .header("x-forwarded-for", "203.0.113." + i)
                        .header("x-forwarded-for", "198.51.100.7")
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .statusCode();
      }

      assertThat(status).isEqualTo(429);
    } finally {
      limited.close();
    }
  }
}
