// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.cart.v1.CartLine;
import souk.cart.v1.CartsGrpc;
import souk.catalog.v1.BatchGetProductsRequest;
import souk.catalog.v1.CatalogGrpc;
import souk.service.Money;
import souk.v1.AddItemRequest;
import souk.v1.Cart;
import souk.v1.CreateCartRequest;
import souk.v1.GetCartRequest;
import souk.v1.Line;
import souk.v1.Product;
import souk.v1.RemoveItemRequest;
import souk.v1.SetQuantityRequest;

/**
 * The carts, with the catalogue's names and prices of now. While the catalogue can't be asked a
 * cart is shown without them; only what adds a product needs the catalogue. Thread-safe; calls
 * block, and run in the caller's gRPC context.
 */
final class PricedCarts {
  private static final Logger log = LoggerFactory.getLogger(PricedCarts.class);

  private final CartsGrpc.CartsBlockingStub carts;
  private final CatalogGrpc.CatalogBlockingStub catalog;
  private final Products products;
  private final Duration priceDeadline;

  PricedCarts(Channel carts, Channel catalog, Products products, Duration priceDeadline) {
    this.carts = CartsGrpc.newBlockingStub(carts);
    this.catalog = CatalogGrpc.newBlockingStub(catalog);
    this.products = products;
    this.priceDeadline = priceDeadline;
  }

  Cart create(CreateCartRequest request) {
    return priced(carts.createCart(request));
  }

  Cart get(GetCartRequest request) {
    return priced(carts.getCart(request));
  }

  Cart add(AddItemRequest request) {
    products.requireKnown(request.getProductId());
    return priced(carts.addItem(request));
  }

  Cart setQuantity(SetQuantityRequest request) {
    products.requireKnown(request.getProductId());
    return priced(carts.setQuantity(request));
  }

  Cart remove(RemoveItemRequest request) {
    return priced(carts.removeItem(request));
  }

  private Cart priced(souk.cart.v1.Cart cart) {
    Map<String, Product> known = productsOf(cart);
    List<Line> lines =
        cart.getLinesList().stream()
            .map(line -> priced(line, known.get(line.getProductId())))
            .toList();
    Cart.Builder priced =
        Cart.newBuilder().setId(cart.getId()).setVersion(cart.getVersion()).addAllLines(lines);
    if (lines.stream().allMatch(Line::hasLineTotal)) {
      lines.stream()
          .map(line -> Money.of(line.getLineTotal()))
          .reduce(Money::plus)
          .ifPresent(subtotal -> priced.setSubtotal(subtotal.toMessage()));
    }
    return priced.build();
  }

  private Map<String, Product> productsOf(souk.cart.v1.Cart cart) {
    if (cart.getLinesCount() == 0) {
      return Map.of();
    }
    BatchGetProductsRequest request =
        BatchGetProductsRequest.newBuilder()
            .addAllProductIds(cart.getLinesList().stream().map(CartLine::getProductId).toList())
            .build();
    try {
      return catalog
          .withDeadlineAfter(priceDeadline)
          .batchGetProducts(request)
          .getProductsList()
          .stream()
          .collect(Collectors.toMap(Product::getId, Function.identity()));
    } catch (StatusRuntimeException failure) {
      Status.Code code = failure.getStatus().getCode();
      if (code != Status.Code.UNAVAILABLE && code != Status.Code.DEADLINE_EXCEEDED) {
        log.warn("the catalogue could not price a cart", failure);
      }
      return Map.of();
    }
  }

  private static Line priced(CartLine line, @Nullable Product product) {
    Line.Builder priced =
        Line.newBuilder().setProductId(line.getProductId()).setQuantity(line.getQuantity());
    if (product != null) {
      priced
          .setName(product.getName())
          .setUnitPrice(product.getPrice())
          .setLineTotal(Money.of(product.getPrice()).times(line.getQuantity()).toMessage());
    }
    return priced.build();
  }
}
