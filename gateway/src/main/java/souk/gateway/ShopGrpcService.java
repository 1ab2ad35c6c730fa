// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import souk.order.v1.OrdersGrpc;
import souk.v1.AddItemRequest;
import souk.v1.CancelOrderRequest;
import souk.v1.Cart;
import souk.v1.CheckoutRequest;
import souk.v1.CreateCartRequest;
import souk.v1.GetCartRequest;
import souk.v1.GetOrderRequest;
import souk.v1.GetProductRequest;
import souk.v1.ListProductsRequest;
import souk.v1.ListProductsResponse;
import souk.v1.Order;
import souk.v1.Product;
import souk.v1.RemoveItemRequest;
import souk.v1.SearchProductsRequest;
import souk.v1.SearchProductsResponse;
import souk.v1.SetQuantityRequest;
import souk.v1.ShopGrpc;
import souk.v1.WatchOrderRequest;

/**
 * The public API. Inputs are validated by the service that owns them, whose answers pass through
 * {@link souk.service.StatusMapper}; none of a caller's metadata goes further than this class.
 * Thread-safe.
 */
final class ShopGrpcService extends ShopGrpc.ShopImplBase {
  private final Products products;
  private final PricedCarts carts;
  private final OrdersGrpc.OrdersBlockingStub orders;

  ShopGrpcService(Products products, PricedCarts carts, Channel orders) {
    this.products = products;
    this.carts = carts;
    this.orders = OrdersGrpc.newBlockingStub(orders);
  }

  @Override
  public void listProducts(
      ListProductsRequest request, StreamObserver<ListProductsResponse> answer) {
    complete(answer, products.list(request));
  }

  @Override
  public void searchProducts(
      SearchProductsRequest request, StreamObserver<SearchProductsResponse> answer) {
    complete(answer, products.search(request));
  }

  @Override
  public void getProduct(GetProductRequest request, StreamObserver<Product> answer) {
    complete(answer, products.get(request));
  }

  @Override
  public void createCart(CreateCartRequest request, StreamObserver<Cart> answer) {
    complete(answer, carts.create(request));
  }

  @Override
  public void getCart(GetCartRequest request, StreamObserver<Cart> answer) {
    complete(answer, carts.get(request));
  }

  @Override
  public void addItem(AddItemRequest request, StreamObserver<Cart> answer) {
    complete(answer, carts.add(request));
  }

  @Override
  public void setQuantity(SetQuantityRequest request, StreamObserver<Cart> answer) {
    complete(answer, carts.setQuantity(request));
  }

  @Override
  public void removeItem(RemoveItemRequest request, StreamObserver<Cart> answer) {
    complete(answer, carts.remove(request));
  }

  @Override
  public void checkout(CheckoutRequest request, StreamObserver<Order> answer) {
    complete(answer, orders.checkout(request));
  }

  @Override
  public void getOrder(GetOrderRequest request, StreamObserver<Order> answer) {
    complete(answer, orders.getOrder(request));
  }

  @Override
  public void watchOrder(WatchOrderRequest request, StreamObserver<Order> answer) {
    // An order changes some ten times at most, so that what a slow reader leaves waiting is
    // bounded. A
    // reader that goes cancels the context, and the stream behind it.
    orders.watchOrder(request).forEachRemaining(answer::onNext);
    answer.onCompleted();
  }

  @Override
  public void cancelOrder(CancelOrderRequest request, StreamObserver<Order> answer) {
    complete(answer, orders.cancelOrder(request));
  }

  private static <A> void complete(StreamObserver<A> observer, A answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }
}
