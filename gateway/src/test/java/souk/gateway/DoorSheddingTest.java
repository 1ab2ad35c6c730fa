// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.grpc.resilience.CallPriority;
import souk.service.GrpcExtension;
import souk.v1.GetCartRequest;
import souk.v1.GetProductRequest;
import souk.v1.Product;
import souk.v1.ShopGrpc;

/** A door that lets five in at once, of whom three may only look. */
class DoorSheddingTest {
  @RegisterExtension static final RunningGateway gateway = new RunningGateway();

  private static final GetProductRequest LAMP =
      GetProductRequest.newBuilder().setProductId("sku-0001").build();

  @Test
  void priorities_whoBuysBeforeWhoFillsACartBeforeWhoLooks() {
    Map<CallPriority, List<String>> methods =
        ShopGrpc.getServiceDescriptor().getMethods().stream()
            .collect(
                Collectors.groupingBy(
                    Fronts::priorityOf,
                    Collectors.mapping(MethodDescriptor::getBareMethodName, Collectors.toList())));

    assertThat(methods.get(CallPriority.HIGH)).containsExactlyInAnyOrder("Checkout", "CancelOrder");
    assertThat(methods.get(CallPriority.LOW))
        .containsExactlyInAnyOrder("GetProduct", "ListProducts", "SearchProducts");
  }

  @Test
  void threeLook_theFourthIsRefusedOnBothPortsAndACartIsShown() throws Exception {
    gateway.model.inventoryHangs = true;
    Fronts small =
        gateway.start(
            Map.of(
                "SOUK_MAX_CALLS", "5",
                "SOUK_GATEWAY_STOCK_DEADLINE", "5s",
                "SOUK_DRAIN_TIMEOUT", "100ms"));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", small.grpcPort()).usePlaintext().build();
    try {
      ShopGrpc.ShopBlockingStub shop =
          ShopGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
      List<ListenableFuture<Product>> looking = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        looking.add(
            ShopGrpc.newFutureStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .getProduct(LAMP));
      }
      Awaitility.await().until(() -> gateway.model.stocksAsked.get() == 3);

      StatusRuntimeException refused = GrpcExtension.failureOf(() -> shop.getProduct(LAMP));
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refused.getStatus().getDescription()).isNotBlank();
      assertThat(RunningGateway.error(gateway.get(small, "/v1/products/sku-0001"), 429).toString())
          .contains("OVERLOADED", "retryDelay");
      assertThat(shop.getCart(GetCartRequest.newBuilder().setCartId("crt_1").build()).getId())
          .isNotEmpty();

      looking.forEach(each -> each.cancel(true));
      Awaitility.await().until(() -> isLetIn(shop));
    } finally {
      channel.shutdownNow();
      small.close();
    }
  }

  /** Whatever it is told then: its time ends while the stock is asked for. */
  private static boolean isLetIn(ShopGrpc.ShopBlockingStub shop) {
    try {
      return shop.withDeadlineAfter(300, TimeUnit.MILLISECONDS).getProduct(LAMP).isInitialized();
    } catch (StatusRuntimeException failure) {
      assertThat(failure.getStatus().getCode())
          .isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.RESOURCE_EXHAUSTED);
      return failure.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
    }
  }
}
