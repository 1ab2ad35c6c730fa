// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import souk.cart.v1.CartLine;
import souk.cart.v1.CartsGrpc;
import souk.cart.v1.TakeOutRequest;
import souk.cart.v1.TakeOutResponse;
import souk.service.Refusal;
import souk.service.RequestChecks;
import souk.v1.AddItemRequest;
import souk.v1.CreateCartRequest;
import souk.v1.GetCartRequest;
import souk.v1.RemoveItemRequest;
import souk.v1.SetQuantityRequest;

/** Serves {@code souk.cart.v1.Carts}: checks what a request says, and says what came of it. */
final class CartGrpcService extends CartsGrpc.CartsImplBase {
  private static final String CART_ID_HINT = "crt_ and 32 hex digits";
  private static final String PRODUCT_ID_HINT = "1 to 64 of a-z, 0-9 and '-'";
  private static final Pattern ORDER_ID = Pattern.compile("ord_[0-9a-f]{32}");

  private final Carts carts;

  CartGrpcService(Carts carts) {
    this.carts = carts;
  }

  @Override
  public void createCart(CreateCartRequest request, StreamObserver<souk.cart.v1.Cart> responses) {
    new RequestChecks().requestId("request_id", request.getRequestId()).refuseIfAny();
    respond(responses, carts.create(RequestChecks.uuid(request.getRequestId())));
  }

  @Override
  public void getCart(GetCartRequest request, StreamObserver<souk.cart.v1.Cart> responses) {
    cartChecks(request.getCartId()).refuseIfAny();
    respond(responses, carts.get(new CartId(request.getCartId())));
  }

  @Override
  public void addItem(AddItemRequest request, StreamObserver<souk.cart.v1.Cart> responses) {
    itemChecks(request.getCartId(), request.getProductId(), request.getRequestId())
        .range("quantity", request.getQuantity(), 1, Line.MAX_QUANTITY)
        .refuseIfAny();
    respond(
        responses,
        carts.add(
            new CartId(request.getCartId()),
            new Line(request.getProductId(), request.getQuantity()),
            RequestChecks.uuid(request.getRequestId())));
  }

  @Override
  public void setQuantity(SetQuantityRequest request, StreamObserver<souk.cart.v1.Cart> responses) {
    itemChecks(request.getCartId(), request.getProductId(), request.getRequestId())
        .range("quantity", request.getQuantity(), 1, Line.MAX_QUANTITY)
        .refuseIfAny();
    respond(
        responses,
        carts.setQuantity(
            new CartId(request.getCartId()),
            new Line(request.getProductId(), request.getQuantity()),
            RequestChecks.uuid(request.getRequestId())));
  }

  @Override
  public void removeItem(RemoveItemRequest request, StreamObserver<souk.cart.v1.Cart> responses) {
    itemChecks(request.getCartId(), request.getProductId(), request.getRequestId()).refuseIfAny();
    respond(
        responses,
        carts.remove(
            new CartId(request.getCartId()),
            request.getProductId(),
            RequestChecks.uuid(request.getRequestId())));
  }

  @Override
  public void takeOut(TakeOutRequest request, StreamObserver<TakeOutResponse> responses) {
    RequestChecks checks =
        cartChecks(request.getCartId())
            .matches("order_id", request.getOrderId(), ORDER_ID, "ord_ and 32 hex digits")
            .distinct(
                "lines",
                request.getLinesList().stream().map(CartLine::getProductId).toList(),
                1,
                Cart.MAX_LINES);
    // As many as may be right: a list beyond the bound has been found wrong already.
    List<CartLine> lines = request.getLinesList();
    for (int i = 0; i < Math.min(lines.size(), Cart.MAX_LINES); i++) {
      CartLine line = lines.get(i);
      String field = "lines[" + i + "]";
      checks
          .matches(field + ".product_id", line.getProductId(), Line.PRODUCT_ID, PRODUCT_ID_HINT)
          .range(field + ".quantity", line.getQuantity(), 1, Line.MAX_QUANTITY);
    }
    checks.refuseIfAny();
    carts.takeOut(
        new CartId(request.getCartId()),
        request.getOrderId(),
        lines.stream().map(line -> new Line(line.getProductId(), line.getQuantity())).toList());
    responses.onNext(TakeOutResponse.getDefaultInstance());
    responses.onCompleted();
  }

  private static RequestChecks cartChecks(String cartId) {
    return new RequestChecks().matches("cart_id", cartId, CartId.FORM, CART_ID_HINT);
  }

  private static RequestChecks itemChecks(String cartId, String productId, String requestId) {
    return cartChecks(cartId)
        .matches("product_id", productId, Line.PRODUCT_ID, PRODUCT_ID_HINT)
        .requestId("request_id", requestId);
  }

  private static void respond(StreamObserver<souk.cart.v1.Cart> responses, CartAnswer answer) {
    switch (answer) {
      case CartAnswer.Current(Cart cart) -> {
        responses.onNext(toProto(cart));
        responses.onCompleted();
      }
      case CartAnswer.Refused refused -> throw refusalOf(refused);
    }
  }

  private static Refusal refusalOf(CartAnswer.Refused refused) {
    return switch (refused) {
      case UNKNOWN_CART ->
          Refusal.notFound("CART_NOT_FOUND", "there is no such cart, or it has expired");
      case REQUEST_ID_REUSED -> Refusal.requestIdReused("request_id");
      case CART_FULL ->
          Refusal.failedPrecondition(
              "CART_FULL", "a cart holds at most " + Cart.MAX_LINES + " lines", Map.of());
      case QUANTITY_TOO_LARGE ->
          Refusal.failedPrecondition(
              "QUANTITY_TOO_LARGE",
              "a line holds at most " + Line.MAX_QUANTITY + " pieces",
              Map.of());
    };
  }

  private static souk.cart.v1.Cart toProto(Cart cart) {
    souk.cart.v1.Cart.Builder proto =
        souk.cart.v1.Cart.newBuilder().setId(cart.id().value()).setVersion(cart.version());
    for (Line line : cart.lines()) {
      proto.addLines(
          CartLine.newBuilder().setProductId(line.productId()).setQuantity(line.quantity()));
    }
    return proto.build();
  }
}
