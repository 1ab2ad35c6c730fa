// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.away;

import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.type.PostalAddress;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import souk.v1.AddItemRequest;
import souk.v1.CancelOrderRequest;
import souk.v1.CheckoutRequest;
import souk.v1.CreateCartRequest;
import souk.v1.GetCartRequest;
import souk.v1.GetOrderRequest;
import souk.v1.GetProductRequest;
import souk.v1.ListProductsRequest;
import souk.v1.Order;
import souk.v1.RemoveItemRequest;
import souk.v1.SearchProductsRequest;
import souk.v1.SetQuantityRequest;
import souk.v1.ShopGrpc;
import souk.v1.WatchOrderRequest;

/**
 * Makes every call of the API at the same time, each once, by one connection, and sets no deadline:
 * the shop is to end them. What they ask for is made before, while all is well.
 */
final class AskingAll {
  private static final String ONE = "sku-0001";
  private static final String OTHER = "sku-0042";

  /** The shop's patience and more; who waits so long was left alone. */
  private static final Duration LONGEST = Duration.ofSeconds(15);

  /** From here on nobody else looks at the products. */
  private static final AtomicInteger NEVER_SEEN = new AtomicInteger(1_000);

  private final ShopGrpc.ShopBlockingStub shop;
  private final String changedCart;
  private final String boughtCart;
  private final String order;

  private AskingAll(
      ShopGrpc.ShopBlockingStub shop, String changedCart, String boughtCart, String order) {
    this.shop = shop;
    this.changedCart = changedCart;
    this.boughtCart = boughtCart;
    this.order = order;
  }

  /** Fills carts, buys one, and looks at what is looked at again later. */
  static AskingAll prepare(Channel channel) {
    ShopGrpc.ShopBlockingStub shop = ShopGrpc.newBlockingStub(channel);
    String changed = cart(shop);
    String bought = cart(shop);
    Order order = shop.checkout(checkout(cart(shop)));
    AskingAll all = new AskingAll(shop, changed, bought, order.getId());
    all.call(PublicCall.LIST_PRODUCTS);
    all.call(PublicCall.SEARCH_PRODUCTS);
    all.call(PublicCall.GET_PRODUCT);
    return all;
  }

  /** All of them; blocks until the last has ended. */
  Map<PublicCall, Told> ask() throws Exception {
    Map<PublicCall, Future<Told>> asked = new EnumMap<>(PublicCall.class);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      for (PublicCall call : PublicCall.values()) {
        asked.put(call, threads.submit(() -> told(call)));
      }
      Map<PublicCall, Told> told = new EnumMap<>(PublicCall.class);
      for (Map.Entry<PublicCall, Future<Told>> each : asked.entrySet()) {
        told.put(each.getKey(), each.getValue().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS));
      }
      return told;
    } finally {
      threads.shutdownNow();
    }
  }

  private Told told(PublicCall call) {
    long begin = System.nanoTime();
    Status status = Status.OK;
    Message answer = Empty.getDefaultInstance();
    try {
      answer = call(call);
    } catch (StatusRuntimeException e) {
      status = e.getStatus();
    }
    return new Told(status, answer, Duration.ofNanos(System.nanoTime() - begin));
  }

  private Message call(PublicCall call) {
    return switch (call) {
      case LIST_PRODUCTS ->
          shop.listProducts(ListProductsRequest.newBuilder().setPageSize(10).build());
      case SEARCH_PRODUCTS ->
          shop.searchProducts(SearchProductsRequest.newBuilder().setQuery("lamp").build());
      case GET_PRODUCT -> product(ONE);
      case GET_NEW_PRODUCT -> product("sku-" + NEVER_SEEN.incrementAndGet());
      case CREATE_CART -> createCart(shop);
      case GET_CART -> shop.getCart(GetCartRequest.newBuilder().setCartId(changedCart).build());
      case ADD_ITEM -> add(shop, changedCart, ONE);
      case SET_QUANTITY ->
          shop.setQuantity(
              SetQuantityRequest.newBuilder()
                  .setCartId(changedCart)
                  .setProductId(ONE)
                  .setQuantity(2)
                  .setRequestId(newId())
                  .build());
      case REMOVE_ITEM ->
          shop.removeItem(
              RemoveItemRequest.newBuilder()
                  .setCartId(changedCart)
                  .setProductId(OTHER)
                  .setRequestId(newId())
                  .build());
      case CHECKOUT -> shop.checkout(checkout(boughtCart));
      case GET_ORDER -> shop.getOrder(GetOrderRequest.newBuilder().setOrderId(order).build());
      case WATCH_ORDER ->
          shop.withDeadlineAfter(call.budget())
              .watchOrder(WatchOrderRequest.newBuilder().setOrderId(order).build())
              .next();
      case CANCEL_ORDER ->
          shop.cancelOrder(
              CancelOrderRequest.newBuilder().setOrderId(order).setRequestId(newId()).build());
    };
  }

  private Message product(String id) {
    return shop.getProduct(GetProductRequest.newBuilder().setProductId(id).build());
  }

  /** A new one with two products. */
  private static String cart(ShopGrpc.ShopBlockingStub shop) {
    String cart = createCart(shop).getId();
    add(shop, cart, ONE);
    return add(shop, cart, OTHER).getId();
  }

  private static souk.v1.Cart createCart(ShopGrpc.ShopBlockingStub shop) {
    return shop.createCart(CreateCartRequest.newBuilder().setRequestId(newId()).build());
  }

  private static souk.v1.Cart add(ShopGrpc.ShopBlockingStub shop, String cart, String product) {
    return shop.addItem(
        AddItemRequest.newBuilder()
            .setCartId(cart)
            .setProductId(product)
            .setQuantity(1)
            .setRequestId(newId())
            .build());
  }

  private static CheckoutRequest checkout(String cart) {
    return CheckoutRequest.newBuilder()
        .setCartId(cart)
        .setRequestId(newId())
        .setCardToken("tok_visa")
        .setEmail("away@example.com")
        .setShipTo(
            PostalAddress.newBuilder()
                .setRegionCode("MA")
                .setLocality("Fes")
                .addAddressLines("12 Talaa Kebira"))
        .build();
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
