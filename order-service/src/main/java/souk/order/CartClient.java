// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import souk.cart.v1.Cart;
import souk.cart.v1.CartsGrpc;
import souk.cart.v1.TakeOutRequest;
import souk.v1.GetCartRequest;

/** The carts over gRPC. Thread-safe. */
final class CartClient implements Carts {
  private final CartsGrpc.CartsBlockingStub stub;
  private final Duration deadline;

  CartClient(Channel channel, Duration deadline) {
    this.stub = CartsGrpc.newBlockingStub(channel);
    this.deadline = deadline;
  }

  @Override
  public CartResult get(String cartId) {
    Cart cart;
    try {
      cart =
          stub.withDeadlineAfter(deadline)
              .getCart(GetCartRequest.newBuilder().setCartId(cartId).build());
    } catch (StatusRuntimeException failure) {
      return failure.getStatus().getCode() == Status.Code.NOT_FOUND
          ? new NoSuchCart()
          : Unanswered.of(failure.getStatus());
    }
    return new Contents(
        cart.getLinesList().stream()
            .map(line -> new CartLine(line.getProductId(), line.getQuantity()))
            .toList());
  }

  @Override
  public StepResult takeOut(Order order) {
    TakeOutRequest.Builder request =
        TakeOutRequest.newBuilder().setCartId(order.cartId()).setOrderId(order.id());
    for (OrderLine line : order.lines()) {
      request.addLinesBuilder().setProductId(line.productId()).setQuantity(line.quantity());
    }
    return Steps.of(
        () -> {
          var unused = stub.withDeadlineAfter(deadline).takeOut(request.build());
          return new StepResult.Done();
        });
  }
}
