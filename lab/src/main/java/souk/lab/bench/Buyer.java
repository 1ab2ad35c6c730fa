// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.bench;

import com.google.type.PostalAddress;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import souk.lab.process.LabException;
import souk.v1.AddItemRequest;
import souk.v1.Cart;
import souk.v1.CheckoutRequest;
import souk.v1.CreateCartRequest;
import souk.v1.GetOrderRequest;
import souk.v1.ListProductsRequest;
import souk.v1.ListProductsResponse;
import souk.v1.Order;
import souk.v1.Product;
import souk.v1.ShopGrpc;

/** Buys one product after the other, each in a cart of its own. Thread-safe. */
public final class Buyer {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** How long a decision may take that does not come with the answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);
  private static final int MOST_ATTEMPTS = 20;
  private static final int PAGE = 100;
  private static final int MOST_PAGES = 100;

  /** Of a product of which there are so many pieces, a benchmark does not buy the last one. */
  private static final int PIECES_TO_SPARE = 100;

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
    List<String> plenty = new ArrayList<>();
    String page = "";
    for (int pages = 0; pages < MOST_PAGES; pages++) {
      ListProductsResponse products =
          shop.withDeadlineAfter(DEADLINE)
              .listProducts(
                  ListProductsRequest.newBuilder().setPageSize(PAGE).setPageToken(page).build());
      products.getProductsList().stream()
          .filter(product -> product.getAvailability().getQuantity() >= PIECES_TO_SPARE)
          .map(Product::getId)
          .forEach(plenty::add);
      page = products.getNextPageToken();
      if (page.isEmpty()) {
        break;
      }
    }
    if (plenty.isEmpty()) {
      throw new LabException("no product has " + PIECES_TO_SPARE + " pieces in stock");
    }
    return new Buyer(shop, plenty);
  }

  /**
   * Makes a cart and puts one piece of the next product into it.
   *
   * @return what buys it
   */
  public CheckoutRequest fill() throws InterruptedException {
    CreateCartRequest create = CreateCartRequest.newBuilder().setRequestId(newId()).build();
    Cart cart = answered(() -> timed().createCart(create));
    String productId = productIds.get(Math.floorMod(next.getAndIncrement(), productIds.size()));
    AddItemRequest add =
        AddItemRequest.newBuilder()
            .setCartId(cart.getId())
            .setProductId(productId)
            .setQuantity(1)
            .setRequestId(newId())
            .build();
    answered(() -> timed().addItem(add));
    return CheckoutRequest.newBuilder()
        .setCartId(cart.getId())
        .setRequestId(newId())
        .setCardToken("tok_visa")
        .setEmail("bench@example.com")
        .setShipTo(
            PostalAddress.newBuilder()
                .setRegionCode("MA")
                .setLocality("Fes")
                .addAddressLines("12 Talaa Kebira"))
        .build();
  }

  /**
   * Buys a filled cart, and waits for the decision.
   *
   * @throws LabException when the order is not confirmed
   */
  public void buy(CheckoutRequest cart) throws InterruptedException {
    Order order = answered(() -> timed().checkout(cart));
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (order.getState() == Order.State.PENDING && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      GetOrderRequest look = GetOrderRequest.newBuilder().setOrderId(order.getId()).build();
      order = answered(() -> timed().getOrder(look));
    }
    if (order.getState() != Order.State.CONFIRMED) {
      throw new LabException(
          order.getState() + " " + order.getReason() + ", " + order.getLines(0).getProductId());
    }
  }

  private ShopGrpc.ShopBlockingStub timed() {
    return shop.withDeadlineAfter(DEADLINE);
  }

  /** Asks again, with the same request id, while it is told to come back; that is latency, too. */
  private static <T> T answered(Supplier<T> call) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (StatusRuntimeException e) {
        boolean again =
            switch (e.getStatus().getCode()) {
              case UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED -> attempt < MOST_ATTEMPTS;
              default -> false;
            };
        if (!again) {
          throw e;
        }
        TimeUnit.NANOSECONDS.sleep(BETWEEN_ATTEMPTS.toNanos());
      }
    }
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
