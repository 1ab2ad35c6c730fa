// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import souk.v1.Cart;
import souk.v1.GetCartRequest;
import souk.v1.Line;
import souk.v1.ShopGrpc;

class CartsTest {
  private final AtomicInteger failures = new AtomicInteger();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server = NettyServerBuilder.forPort(0).addService(new Shop()).build().start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  @Test
  void read_manyCarts_givesEachItsContent() {
    List<String> ids = IntStream.rangeClosed(1, 100).mapToObj(i -> "crt_" + i).toList();

    Map<String, Optional<Map<String, Long>>> read = read(ids);

    assertThat(read).hasSize(100).containsEntry("crt_7", Optional.of(Map.of("sku-1", 7L)));
    assertThat(read(List.of("none"))).containsEntry("none", Optional.empty());
    assertThat(read(List.of())).isEmpty();
  }

  @Test
  void read_shopThatIsAwayForAMoment_isAskedAgain_andForLongerIsAway() {
    failures.set(2);
    assertThat(read(List.of("crt_1"))).hasSize(1);
    failures.set(1_000);
    assertThatThrownBy(() -> read(List.of("crt_1"))).isInstanceOf(SourceAway.class);
  }

  private Map<String, Optional<Map<String, Long>>> read(List<String> ids) {
    Map<String, Optional<Map<String, Long>>> read = new HashMap<>();
    new Carts("localhost:" + server.getPort()).read(ids, read::put);
    return read;
  }

  /** A cart's number is how many pieces are in it. */
  private final class Shop extends ShopGrpc.ShopImplBase {
    @Override
    public void getCart(GetCartRequest request, StreamObserver<Cart> answer) {
      if (failures.getAndDecrement() > 0) {
        answer.onError(Status.UNAVAILABLE.asRuntimeException());
      } else if (request.getCartId().equals("none")) {
        answer.onError(Status.NOT_FOUND.asRuntimeException());
      } else {
        int pieces = Integer.parseInt(request.getCartId().substring("crt_".length()));
        answer.onNext(
            Cart.newBuilder()
                .addLines(Line.newBuilder().setProductId("sku-1").setQuantity(pieces))
                .build());
        answer.onCompleted();
      }
    }
  }
}
