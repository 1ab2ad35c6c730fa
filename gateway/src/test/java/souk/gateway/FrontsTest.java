// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.catalog.v1.CatalogGrpc;
import souk.service.GrpcExtension;
import souk.v1.AddItemRequest;
import souk.v1.Availability;
import souk.v1.Cart;
import souk.v1.GetCartRequest;
import souk.v1.GetProductRequest;
import souk.v1.Product;
import souk.v1.ShopGrpc;

/** The shop on both public ports, for real, before model services. */
class FrontsTest {
  @RegisterExtension static final RunningGateway gateway = new RunningGateway();

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
    gateway.model.inventoryAway = true;
    assertThat(product("sku-0001").getAvailability().getState())
        .isEqualTo(Availability.State.UNKNOWN);

    gateway.model.inventoryAway = false;
    gateway.model.inventoryHangs = true;
    assertThat(product("sku-0001").getAvailability().getState())
        .isEqualTo(Availability.State.UNKNOWN);
  }

  @Test
  void getCart_catalogueAnswers_isPricedAndSummed() {
    Cart cart = gateway.shop.getCart(GetCartRequest.newBuilder().setCartId("crt_1").build());

    assertThat(cart.getLines(0).getName()).isEqualTo("Brass lamp");
    assertThat(cart.getLines(0).getLineTotal().getUnits()).isEqualTo(40);
    assertThat(cart.getSubtotal().getUnits()).isEqualTo(139);
    assertThat(cart.getSubtotal().getNanos()).isEqualTo(500_000_000);
  }

  @Test
  void getCart_catalogueAway_isShownWithoutPrices() {
    gateway.model.catalogAway = true;

    Cart cart = gateway.shop.getCart(GetCartRequest.newBuilder().setCartId("crt_1").build());

    assertThat(cart.getLinesCount()).isEqualTo(2);
    assertThat(cart.getLines(0).hasUnitPrice()).isFalse();
    assertThat(cart.hasSubtotal()).isFalse();
  }

  @Test
  void addItem_unknownProduct_isNotFoundBeforeTheCartIsAsked() {
    StatusRuntimeException failure =
        GrpcExtension.failureOf(
            () ->
                gateway.shop.addItem(
                    AddItemRequest.newBuilder().setProductId("sku-9").setQuantity(1).build()));

    assertThat(GrpcExtension.codeAndReason(failure)).isEqualTo("NOT_FOUND PRODUCT_NOT_FOUND");
  }

  @Test
  void caller_sendsSteeringMetadata_noneOfItGoesFurther() {
    Metadata steering = new Metadata();
    for (String name : List.of("souk-priority", "baggage", "souk-fault", "x-logical-time")) {
      steering.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), "x");
    }

    gateway
        .shop
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(steering))
        .getProduct(GetProductRequest.newBuilder().setProductId("sku-0001").build());

    assertThat(gateway.model.metadata).isNotEmpty();
    assertThat(gateway.model.metadata)
        .allSatisfy(
            headers ->
                assertThat(headers.keys())
                    .doesNotContain("souk-priority", "baggage", "souk-fault", "x-logical-time"));
  }

  @Test
  void callerWithoutDeadline_onBothPorts_getsTheBudget() throws Exception {
    gateway.shop.getCart(GetCartRequest.newBuilder().setCartId("crt_1").build());
    gateway.get("/v1/carts/crt_1");

    assertThat(gateway.model.deadlines)
        .hasSize(4)
        .allSatisfy(
            deadline ->
                assertThat(deadline.timeRemaining(TimeUnit.MILLISECONDS)).isLessThan(2_001));
  }

  @Test
  void callerWithDeadline_ofTheWebPort_isInherited() throws Exception {
    ManagedChannel web =
        NettyChannelBuilder.forAddress("127.0.0.1", gateway.fronts.webPort())
            .usePlaintext()
            .build();
    try {
      ShopGrpc.newBlockingStub(web)
          .withDeadlineAfter(Duration.ofMillis(900))
          .getProduct(GetProductRequest.newBuilder().setProductId("sku-0001").build());
    } finally {
      web.shutdownNow();
    }

    assertThat(gateway.model.deadlines)
        .isNotEmpty()
        .allSatisfy(
            deadline -> assertThat(deadline.timeRemaining(TimeUnit.MILLISECONDS)).isLessThan(901));
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
        gateway.start(
            Map.of("SOUK_GATEWAY_REQUESTS_PER_SECOND", "1", "SOUK_GATEWAY_LIMIT_LOOPBACK", "true"));
    try {
      HttpResponse<String> last = gateway.get(limited, "/v1/carts/crt_1");
      for (int i = 0; i < 100 && last.statusCode() == 200; i++) {
        last = gateway.get(limited, "/v1/carts/crt_1");
      }

      assertThat(RunningGateway.error(last, 429).toString()).contains("RATE_LIMITED", "retryDelay");
    } finally {
      limited.close();
    }
  }

  @Test
  void grpc_tooLargeOrUnknown_isRefusedByTheDoor() {
    GetCartRequest large = GetCartRequest.newBuilder().setCartId("x".repeat(1_100_000)).build();
    assertThat(GrpcExtension.failureOf(() -> gateway.shop.getCart(large)).getStatus().getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

    MethodDescriptor<GetProductRequest, Product> internal = CatalogGrpc.getGetProductMethod();
    assertThat(
            GrpcExtension.failureOf(
                    () ->
                        ClientCalls.blockingUnaryCall(
                            gateway.channel,
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
            HealthGrpc.newBlockingStub(gateway.channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(HealthCheckResponse.ServingStatus.SERVING);

    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> ask =
        ServerReflectionGrpc.newStub(gateway.channel)
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
    return gateway.shop.getProduct(GetProductRequest.newBuilder().setProductId(id).build());
  }
}
