// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.service.GrpcExtension.codeAndReason;
import static souk.service.GrpcExtension.failureOf;
import static souk.service.GrpcExtension.fields;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.cart.v1.CartLine;
import souk.cart.v1.CartsGrpc;
import souk.cart.v1.CartsGrpc.CartsBlockingStub;
import souk.cart.v1.TakeOutRequest;
import souk.service.GrpcExtension;
import souk.v1.AddItemRequest;
import souk.v1.CreateCartRequest;
import souk.v1.GetCartRequest;
import souk.v1.RemoveItemRequest;
import souk.v1.SetQuantityRequest;

/** What comes over the wire: forms, bounds and statuses. */
class CartGrpcServiceTest {
  @RegisterExtension static final RedisExtension redis = new RedisExtension();
  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  private static final String UNKNOWN_CART = "crt_" + "0".repeat(32);
  private static final String ORDER = "ord_" + "1".repeat(32);
  private static CartFixture fixture;
  private CartsBlockingStub carts;

  @BeforeAll
  static void connect() {
    fixture = new CartFixture(redis.config());
  }

  @AfterAll
  static void disconnect() {
    fixture.close();
  }

  @BeforeEach
  void serve() throws IOException {
    carts =
        CartsGrpc.newBlockingStub(
            grpc.serve(RedisFailures::refusalOf, new CartGrpcService(fixture.carts)));
  }

  @Test
  void allMethods_goodRequests_areAnsweredWithTheCart() {
    String id = newCart();
    assertThat(id).matches("crt_[0-9a-f]{32}");
    carts.addItem(add(id, "tea", 2, requestId()));
    carts.addItem(add(id, "mint", 1, requestId()));
    souk.cart.v1.Cart set =
        carts.setQuantity(
            SetQuantityRequest.newBuilder()
                .setCartId(id)
                .setProductId("tea")
                .setQuantity(5)
                .setRequestId(requestId())
                .build());
    assertThat(set.getLinesList()).containsExactly(line("tea", 5), line("mint", 1));
    souk.cart.v1.Cart removed =
        carts.removeItem(
            RemoveItemRequest.newBuilder()
                .setCartId(id)
                .setProductId("mint")
                .setRequestId(requestId())
                .build());
    assertThat(removed.getLinesList()).containsExactly(line("tea", 5));
    carts.takeOut(takeOut(id, line("tea", 4)));
    souk.cart.v1.Cart left = carts.getCart(get(id));
    assertThat(left.getLinesList()).containsExactly(line("tea", 1));
    assertThat(left.getId()).isEqualTo(id);
    assertThat(left.getVersion()).isEqualTo(6);
  }

  @Test
  void requestId_inUpperCase_isTheSameRequest() {
    String id = newCart();
    String request = requestId();
    carts.addItem(add(id, "tea", 2, request));
    assertThat(carts.addItem(add(id, "tea", 2, request.toUpperCase())).getLinesList())
        .containsExactly(line("tea", 2));
  }

  @Test
  void createCart_badRequestId_isInvalid() {
    for (String bad : new String[] {"", "x", "00000000-0000-1000-8000-000000000000"}) {
      assertInvalid(
          () -> carts.createCart(CreateCartRequest.newBuilder().setRequestId(bad).build()),
          "request_id");
    }
  }

  @Test
  void addItem_everythingWrong_namesEachField() {
    assertInvalid(
        () -> carts.addItem(add("crt_1", "TEA", 0, "7")),
        "cart_id",
        "product_id",
        "request_id",
        "quantity");
    assertInvalid(
        () -> carts.addItem(add(UNKNOWN_CART, "x".repeat(65), 100, requestId())),
        "product_id",
        "quantity");
    assertInvalid(() -> carts.addItem(add(UNKNOWN_CART, "tea", -1, requestId())), "quantity");
  }

  @Test
  void setAndRemoveAndGet_nothingGiven_nameEachField() {
    assertInvalid(
        () -> carts.setQuantity(SetQuantityRequest.getDefaultInstance()),
        "cart_id",
        "product_id",
        "request_id",
        "quantity");
    assertInvalid(
        () -> carts.removeItem(RemoveItemRequest.getDefaultInstance()),
        "cart_id",
        "product_id",
        "request_id");
    assertInvalid(() -> carts.getCart(GetCartRequest.getDefaultInstance()), "cart_id");
  }

  @Test
  void takeOut_badLines_areInvalid() {
    String id = newCart();
    assertInvalid(
        () -> carts.takeOut(TakeOutRequest.getDefaultInstance()), "cart_id", "order_id", "lines");
    assertInvalid(() -> carts.takeOut(takeOut(id, line("tea", 1), line("tea", 2))), "lines");
    assertInvalid(
        () -> carts.takeOut(takeOut(id, line("tea", 1), line("a b", 100))),
        "lines[1].product_id",
        "lines[1].quantity");
    CartLine[] tooMany =
        IntStream.range(0, 101).mapToObj(i -> line("p" + i, 1)).toArray(CartLine[]::new);
    assertInvalid(() -> carts.takeOut(takeOut(id, tooMany)), "lines");
  }

  @Test
  void refusals_areAnsweredWithTheirStatusAndReason() {
    String id = newCart();
    assertThat(codeAndReason(failureOf(() -> carts.getCart(get(UNKNOWN_CART)))))
        .isEqualTo("NOT_FOUND CART_NOT_FOUND");
    String request = requestId();
    carts.addItem(add(id, "tea", 90, request));
    assertThat(codeAndReason(failureOf(() -> carts.addItem(add(id, "tea", 91, request)))))
        .isEqualTo("INVALID_ARGUMENT REQUEST_ID_REUSED");
    assertThat(codeAndReason(failureOf(() -> carts.addItem(add(id, "tea", 10, requestId())))))
        .isEqualTo("FAILED_PRECONDITION QUANTITY_TOO_LARGE");
    for (int i = 1; i < Cart.MAX_LINES; i++) {
      carts.addItem(add(id, "p" + i, 1, requestId()));
    }
    assertThat(codeAndReason(failureOf(() -> carts.addItem(add(id, "more", 1, requestId())))))
        .isEqualTo("FAILED_PRECONDITION CART_FULL");
  }

  @Test
  void takeOut_unknownCart_isFine() {
    carts.takeOut(takeOut(UNKNOWN_CART, line("tea", 1)));
  }

  @Test
  void store_away_isUnavailable() throws Exception {
    redis.kill();
    try {
      assertThat(codeAndReason(failureOf(() -> carts.getCart(get(UNKNOWN_CART)))))
          .isEqualTo("UNAVAILABLE STORE_UNAVAILABLE");
    } finally {
      redis.start();
      await().until(fixture.redis::isReachable);
    }
  }

  private static void assertInvalid(Runnable call, String... fields) {
    StatusRuntimeException failure = failureOf(call);
    assertThat(codeAndReason(failure)).isEqualTo("INVALID_ARGUMENT INVALID_FIELD");
    assertThat(fields(failure)).containsExactlyInAnyOrder(fields);
  }

  private String newCart() {
    return carts
        .createCart(CreateCartRequest.newBuilder().setRequestId(requestId()).build())
        .getId();
  }

  private static String requestId() {
    return UUID.randomUUID().toString();
  }

  private static GetCartRequest get(String cart) {
    return GetCartRequest.newBuilder().setCartId(cart).build();
  }

  private static AddItemRequest add(String cart, String product, int quantity, String request) {
    return AddItemRequest.newBuilder()
        .setCartId(cart)
        .setProductId(product)
        .setQuantity(quantity)
        .setRequestId(request)
        .build();
  }

  private static TakeOutRequest takeOut(String cart, CartLine... lines) {
    TakeOutRequest.Builder request = TakeOutRequest.newBuilder().setCartId(cart).setOrderId(ORDER);
    for (CartLine line : lines) {
      request.addLines(line);
    }
    return request.build();
  }

  private static CartLine line(String product, int quantity) {
    return CartLine.newBuilder().setProductId(product).setQuantity(quantity).build();
  }
}
