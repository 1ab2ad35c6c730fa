// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.catalog.v1.CatalogGrpc;
import souk.service.GrpcExtension;
import souk.service.ServerConfig;
import souk.service.Settings;
import souk.v1.AddItemRequest;
import souk.v1.Availability;
import souk.v1.Cart;
import souk.v1.GetCartRequest;
import souk.v1.GetProductRequest;
import souk.v1.Order;
import souk.v1.Product;
import souk.v1.ShopGrpc;
import souk.v1.WatchOrderRequest;

/** Both public ports, for real, before model services. */
class FrontsTest {
  private static final ModelServices model = new ModelServices();
  private static final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static Server services;
  private static ManagedChannel behind;
  private static Fronts fronts;
  private static ManagedChannel channel;
  private static ShopGrpc.ShopBlockingStub shop;

  @BeforeAll
  static void open() throws Exception {
    String name = InProcessServerBuilder.generateName();
    services =
        InProcessServerBuilder.forName(name)
            .addServices(Arrays.asList(model.definitions()))
            .build()
            .start();
    behind = InProcessChannelBuilder.forName(name).build();
    fronts = start(Map.of());
    channel = NettyChannelBuilder.forAddress("127.0.0.1", fronts.grpcPort()).usePlaintext().build();
    shop = ShopGrpc.newBlockingStub(channel);
  }

  private static Fronts start(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("SOUK_GATEWAY_GRPC_PORT", "0");
    all.put("SOUK_GATEWAY_WEB_PORT", "0");
    GatewayConfig config = GatewayConfig.from(new Settings(all));
    ServerConfig server = ServerConfig.from("gateway", new Settings(Map.of()));
    Products products = new Products(behind, behind, config, System::nanoTime, Clock.systemUTC());
    PricedCarts carts = new PricedCarts(behind, behind, products, config.priceDeadline());
    return new Fronts("souk", server, config, new ShopGrpcService(products, carts, behind), behind);
  }

  @AfterAll
  static void close() {
    channel.shutdownNow();
    fronts.close();
    behind.shutdownNow();
    services.shutdownNow();
  }

  @BeforeEach
  void forget() {
    model.reset();
  }

  @Test
  void getProduct_bothServicesAnswer_hasStock() {
    assertThat(product("sku-0001").getAvailability())
        .isEqualTo(
            Availability.newBuilder().setState(Availability.State.IN_STOCK).setQuantity(7).build());
    assertThat(product("sku-0002").getAvailability().getState())
        .isEqualTo(Availability.State.OUT_OF_STOCK);
  }

  @Test
  void getProduct_inventoryAwayOrHanging_isShownWithUnknownStock() {
    model.inventoryAway = true;
    assertThat(product("sku-0001").getAvailability().getState())
        .isEqualTo(Availability.State.UNKNOWN);

    model.inventoryAway = false;
    model.inventoryHangs = true;
    assertThat(product("sku-0001").getAvailability().getState())
        .isEqualTo(Availability.State.UNKNOWN);
  }

  @Test
  void getCart_catalogueAnswers_isPricedAndSummed() {
    Cart cart = shop.getCart(GetCartRequest.newBuilder().setCartId("crt_1").build());

    assertThat(cart.getLines(0).getName()).isEqualTo("Brass lamp");
    assertThat(cart.getLines(0).getLineTotal().getUnits()).isEqualTo(40);
    assertThat(cart.getSubtotal().getUnits()).isEqualTo(139);
    assertThat(cart.getSubtotal().getNanos()).isEqualTo(500_000_000);
  }

  @Test
  void getCart_catalogueAway_isShownWithoutPrices() {
    model.catalogAway = true;

    Cart cart = shop.getCart(GetCartRequest.newBuilder().setCartId("crt_1").build());

    assertThat(cart.getLinesCount()).isEqualTo(2);
    assertThat(cart.getLines(0).hasUnitPrice()).isFalse();
    assertThat(cart.hasSubtotal()).isFalse();
  }

  @Test
  void addItem_unknownProduct_isNotFoundBeforeTheCartIsAsked() {
    StatusRuntimeException failure =
        GrpcExtension.failureOf(
            () ->
                shop.addItem(
                    AddItemRequest.newBuilder().setProductId("sku-9").setQuantity(1).build()));

    assertThat(GrpcExtension.codeAndReason(failure)).isEqualTo("NOT_FOUND PRODUCT_NOT_FOUND");
  }

  @Test
  void caller_sendsSteeringMetadata_noneOfItGoesFurther() {
    Metadata steering = new Metadata();
    for (String name : List.of("souk-priority", "baggage", "souk-fault", "x-logical-time")) {
      steering.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), "x");
    }

    shop.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(steering))
        .getProduct(GetProductRequest.newBuilder().setProductId("sku-0001").build());

    assertThat(model.metadata).isNotEmpty();
    assertThat(model.metadata)
        .allSatisfy(
            headers ->
                assertThat(headers.keys())
                    .doesNotContain("souk-priority", "baggage", "souk-fault", "x-logical-time"));
  }

  @Test
  void callerWithoutDeadline_onBothPorts_getsTheBudget() throws Exception {
    shop.getCart(GetCartRequest.newBuilder().setCartId("crt_1").build());
    get("/v1/carts/crt_1");

    assertThat(model.deadlines)
        .hasSize(4)
        .allSatisfy(
            deadline ->
                assertThat(deadline.timeRemaining(TimeUnit.MILLISECONDS)).isLessThan(2_001));
  }

  @Test
  void callerWithDeadline_ofTheWebPort_isInherited() throws Exception {
    ManagedChannel web =
        NettyChannelBuilder.forAddress("127.0.0.1", fronts.webPort()).usePlaintext().build();
    try {
      ShopGrpc.newBlockingStub(web)
          .withDeadlineAfter(Duration.ofMillis(900))
          .getProduct(GetProductRequest.newBuilder().setProductId("sku-0001").build());
    } finally {
      web.shutdownNow();
    }

    assertThat(model.deadlines)
        .isNotEmpty()
        .allSatisfy(
            deadline -> assertThat(deadline.timeRemaining(TimeUnit.MILLISECONDS)).isLessThan(901));
  }

  @Test
  void json_pageOfProducts_takesParametersInBothSpellings() throws Exception {
    for (String query : List.of("page_size=3", "pageSize=3")) {
      JsonObject page = body(get("/v1/products?" + query), 200);

      assertThat(page.get("nextPageToken").getAsString()).isEqualTo("size3");
      assertThat(page.getAsJsonArray("products").get(0).getAsJsonObject().get("name").getAsString())
          .isEqualTo("Brass lamp");
    }
  }

  @Test
  void json_refusalOfAService_hasCodeReasonAndField() throws Exception {
    JsonObject error =
        error(
            send("POST", "/v1/carts/crt_1/items", "{\"productId\": \"sku-0001\", \"quantity\": 0}"),
            400);

    assertThat(error.get("status").getAsString()).isEqualTo("INVALID_ARGUMENT");
    assertThat(error.getAsJsonArray("details").toString())
        .contains("\"reason\":\"INVALID_FIELD\"", "\"domain\":\"souk\"", "\"field\":\"quantity\"");
  }

  @Test
  void json_whatNeverReachesTheShop_isAnsweredInTheSameForm() throws Exception {
    assertThat(error(get("/v2/nothing"), 404).get("status").getAsString()).isEqualTo("NOT_FOUND");
    assertThat(error(send("PUT", "/v1/carts", "{}"), 405).get("message").getAsString())
        .contains("/docs");
    assertThat(
            error(send("POST", "/v1/carts", "{\"requestId\": "), 400).get("status").getAsString())
        .isEqualTo("INVALID_ARGUMENT");
    assertThat(
            error(send("POST", "/v1/carts", "{\"request\": \"x\"}"), 400)
                .get("message")
                .getAsString())
        .contains("request");
    String large = "{\"requestId\": \"" + "x".repeat(1_100_000) + "\"}";
    assertThat(error(send("POST", "/v1/carts", large), 413).get("status").getAsString())
        .isEqualTo("RESOURCE_EXHAUSTED");
  }

  @Test
  void orderEvents_decidedOrder_sendsEachChangeAndEnds() throws Exception {
    HttpResponse<String> response = get("/v1/orders/decided/events");

    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(response.body().lines().filter(line -> !line.isEmpty()).toList())
        .containsExactly(
            "data:{\"id\":\"ord_1\",\"state\":\"PENDING\"}",
            "data:{\"id\":\"ord_1\",\"state\":\"CONFIRMED\"}");
  }

  @Test
  void orderEvents_unknownOrder_isAnErrorAndNoStream() throws Exception {
    assertThat(error(get("/v1/orders/unknown/events"), 404).toString()).contains("ORDER_NOT_FOUND");
  }

  @Test
  void orderEvents_readerGoes_endsTheStreamBehind() throws Exception {
    try (Socket browser = new Socket("127.0.0.1", fronts.webPort())) {
      browser
          .getOutputStream()
          .write("GET /v1/orders/pending/events HTTP/1.1\r\nHost: souk\r\n\r\n".getBytes(US_ASCII));
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(browser.getInputStream(), UTF_8));
      while (!lines.readLine().startsWith("data:")) {}
    }

    assertThat(model.watchGone.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void watchOrder_callerOfTheWebPortGoes_endsTheStreamBehind() throws Exception {
    ManagedChannel web =
        NettyChannelBuilder.forAddress("127.0.0.1", fronts.webPort()).usePlaintext().build();
    try {
      Iterator<Order> changes =
          ShopGrpc.newBlockingStub(web)
              .watchOrder(WatchOrderRequest.newBuilder().setOrderId("pending").build());
      assertThat(changes.next().getState()).isEqualTo(Order.State.PENDING);
    } finally {
      web.shutdownNow();
    }

    assertThat(model.watchGone.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void orderEvents_manyForgedLines_areOfOneClient() throws Exception {
    Fronts limited =
        start(
            Map.of(
                "SOUK_GATEWAY_REQUESTS_PER_SECOND",
                "1",
                "SOUK_GATEWAY_TRUSTED_PROXIES",
                "127.0.0.1"));
    try {
      int status = 200;
      for (int i = 0; i < 100 && status == 200; i++) {
        status =
            http.send(
                    HttpRequest.newBuilder(uri(limited, "/v1/orders/decided/events"))
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

  @Test
  void timer_cancelledDeadline_isForgotten() {
    try (ScheduledThreadPoolExecutor timer = Fronts.timer()) {
      timer.schedule(() -> {}, 1, TimeUnit.HOURS).cancel(false);

      assertThat(timer.getQueue()).isEmpty();
    }
  }

  @Test
  void client_asksTooOften_isToldWhenToComeBack() throws Exception {
    Fronts limited =
        start(
            Map.of("SOUK_GATEWAY_REQUESTS_PER_SECOND", "1", "SOUK_GATEWAY_LIMIT_LOOPBACK", "true"));
    try {
      HttpResponse<String> last = get(limited, "/v1/carts/crt_1");
      for (int i = 0; i < 100 && last.statusCode() == 200; i++) {
        last = get(limited, "/v1/carts/crt_1");
      }

      assertThat(error(last, 429).toString()).contains("RATE_LIMITED", "retryDelay");
    } finally {
      limited.close();
    }
  }

  @Test
  void grpc_tooLargeOrUnknown_isRefusedByTheDoor() {
    GetCartRequest large = GetCartRequest.newBuilder().setCartId("x".repeat(1_100_000)).build();
    assertThat(GrpcExtension.failureOf(() -> shop.getCart(large)).getStatus().getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

    MethodDescriptor<GetProductRequest, Product> internal = CatalogGrpc.getGetProductMethod();
    assertThat(
            GrpcExtension.failureOf(
                    () ->
                        ClientCalls.blockingUnaryCall(
                            channel,
                            internal,
                            CallOptions.DEFAULT,
                            GetProductRequest.getDefaultInstance()))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  @Test
  void reflectionAndHealth_onThePublicPort_showTheShopAndNothingInternal() throws Exception {
    assertThat(
            HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);

    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> ask =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    ask.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
    assertThat(
            answer.get(5, TimeUnit.SECONDS).getListServicesResponse().getServiceList().stream()
                .map(service -> service.getName()))
        .containsExactlyInAnyOrder(
            "souk.v1.Shop", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
    ask.onCompleted();
  }

  private static Product product(String id) {
    return shop.getProduct(GetProductRequest.newBuilder().setProductId(id).build());
  }

  private static URI uri(Fronts fronts, String path) {
    return URI.create("http://127.0.0.1:" + fronts.webPort() + path);
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return get(fronts, path);
  }

  private static HttpResponse<String> get(Fronts fronts, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(fronts, path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> send(String method, String path, String json)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(fronts, path))
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .header("content-type", "application/json")
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonObject body(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  private static JsonObject error(HttpResponse<String> response, int status) {
    JsonObject error = body(response, status).getAsJsonObject("error");
    assertThat(error.get("code").getAsInt()).isEqualTo(status);
    return error;
  }
}
