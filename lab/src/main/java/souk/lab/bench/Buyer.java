// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.bench;

import com.google.type.PostalAddress;
import io.grpc.Channel;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import souk.lab.process.LabException;
import souk.v1.AddItemRequest;
import souk.v1.Availability;
import souk.v1.Cart;
import souk.v1.CheckoutRequest;
import souk.v1.CreateCartRequest;
import souk.v1.ListProductsRequest;
import souk.v1.Order;
import souk.v1.Product;
import souk.v1.ShopGrpc;

/** Buys one product after the other, each in a cart of its own. Thread-safe. */
public final class Buyer {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int PRODUCTS = 100;

  private final ShopGrpc.ShopBlockingStub shop;
  private final List<String> productIds;
  private final AtomicInteger next = new AtomicInteger();

  private Buyer(ShopGrpc.ShopBlockingStub shop, List<String> productIds) {
    this.shop = shop;
    this.productIds = productIds;
  }

  /** Looks for what can be bought. */
  public static Buyer of(Channel channel) {
    ShopGrpc.ShopBlockingStub shop = ShopGrpc.newBlockingStub(channel);
    List<String> inStock =
        shop
            .withDeadlineAfter(DEADLINE)
            .listProducts(ListProductsRequest.newBuilder().setPageSize(PRODUCTS).build())
            .getProductsList()
            .stream()
            .filter(product -> product.getAvailability().getState() == Availability.State.IN_STOCK)
            .map(Product::getId)
            .toList();
    if (inStock.isEmpty()) {
      throw new LabException("nothing is in stock");
    }
    return new Buyer(shop, inStock);
  }

  /**
   * Buys the next product.
   *
   * @return how long the checkout took
   * @throws LabException when the order is not confirmed
   */
  public Duration buy() {
    ShopGrpc.ShopBlockingStub timed = shop.withDeadlineAfter(DEADLINE);
    Cart cart = timed.createCart(CreateCartRequest.newBuilder().setRequestId(newId()).build());
    String productId = productIds.get(Math.floorMod(next.getAndIncrement(), productIds.size()));
    Cart filled =
        timed.addItem(
            AddItemRequest.newBuilder()
                .setCartId(cart.getId())
                .setProductId(productId)
                .setQuantity(1)
                .setRequestId(newId())
                .build());
    CheckoutRequest checkout =
        CheckoutRequest.newBuilder()
            .setCartId(filled.getId())
            .setRequestId(newId())
            .setCardToken("tok_visa")
            .setEmail("bench@example.com")
            .setShipTo(
                PostalAddress.newBuilder()
                    .setRegionCode("MA")
                    .setLocality("Fes")
                    .addAddressLines("12 Talaa Kebira"))
            .build();
    long begin = System.nanoTime();
    Order order = timed.checkout(checkout);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    if (order.getState() != Order.State.CONFIRMED) {
      throw new LabException(order.getState() + " " + order.getReason() + ", " + productId);
    }
    return took;
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
