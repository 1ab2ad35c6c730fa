// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.catalog.v1.CatalogGrpc;
import souk.inventory.v1.BatchGetStockRequest;
import souk.inventory.v1.BatchGetStockResponse;
import souk.inventory.v1.InventoryGrpc;
import souk.inventory.v1.Stock;
import souk.v1.Availability;
import souk.v1.GetProductRequest;
import souk.v1.ListProductsRequest;
import souk.v1.ListProductsResponse;
import souk.v1.Product;
import souk.v1.SearchProductsRequest;
import souk.v1.SearchProductsResponse;

/**
 * The catalogue's products with inventory's stock. A product that inventory says nothing of in time
 * is shown all the same, UNKNOWN: nobody stops browsing because the stock can't be counted.
 * Thread-safe; calls block, and run in the caller's gRPC context.
 */
final class Products {
  private static final Logger log = LoggerFactory.getLogger(Products.class);
  private static final Availability UNKNOWN =
      Availability.newBuilder().setState(Availability.State.UNKNOWN).build();

  private final CatalogGrpc.CatalogBlockingStub catalog;
  private final InventoryGrpc.InventoryFutureStub inventory;
  private final Duration stockDeadline;

  Products(Channel catalog, Channel inventory, Duration stockDeadline) {
    this.catalog = CatalogGrpc.newBlockingStub(catalog);
    this.inventory = InventoryGrpc.newFutureStub(inventory);
    this.stockDeadline = stockDeadline;
  }

  ListProductsResponse list(ListProductsRequest request) {
    ListProductsResponse page = catalog.listProducts(request);
    return page.toBuilder()
        .clearProducts()
        .addAllProducts(withStock(page.getProductsList()))
        .build();
  }

  SearchProductsResponse search(SearchProductsRequest request) {
    SearchProductsResponse page = catalog.searchProducts(request);
    return page.toBuilder()
        .clearProducts()
        .addAllProducts(withStock(page.getProductsList()))
        .build();
  }

  /** Asks both services at once. */
  Product get(GetProductRequest request) {
    ListenableFuture<BatchGetStockResponse> stock = askStock(List.of(request.getProductId()));
    Product product;
    try {
      product = catalog.getProduct(request);
    } catch (RuntimeException failure) {
      stock.cancel(true);
      throw failure;
    }
    return withStock(product, answerOf(stock));
  }

  /**
   * Checks that the catalogue sells it.
   *
   * @throws io.grpc.StatusRuntimeException as the catalogue answers: NOT_FOUND, reason
   *     PRODUCT_NOT_FOUND, when it doesn't
   */
  void requireKnown(String productId) {
    Product known =
        catalog.getProduct(GetProductRequest.newBuilder().setProductId(productId).build());
    if (!known.getId().equals(productId)) {
      throw new IllegalStateException("the catalogue answered with another product");
    }
  }

  private List<Product> withStock(List<Product> products) {
    if (products.isEmpty()) {
      return products;
    }
    Map<String, Stock> stocks = answerOf(askStock(products.stream().map(Product::getId).toList()));
    return products.stream().map(product -> withStock(product, stocks)).toList();
  }

  private ListenableFuture<BatchGetStockResponse> askStock(List<String> productIds) {
    return inventory
        .withDeadlineAfter(stockDeadline)
        .batchGetStock(BatchGetStockRequest.newBuilder().addAllProductIds(productIds).build());
  }

  /** The stocks that were answered; empty when inventory did not answer. */
  private Map<String, Stock> answerOf(ListenableFuture<BatchGetStockResponse> answer) {
    try {
      // The call ends by its own deadline; the margin only keeps a bug from blocking for ever.
      return answer
          .get(stockDeadline.toMillis() + 1_000, TimeUnit.MILLISECONDS)
          .getStocksList()
          .stream()
          .collect(Collectors.toMap(Stock::getProductId, Function.identity()));
    } catch (ExecutionException | TimeoutException away) {
      log.debug("stock is unknown", away);
      return Map.of();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  private static Product withStock(Product product, Map<String, Stock> stocks) {
    Stock stock = stocks.get(product.getId());
    return product.toBuilder()
        .setAvailability(stock == null ? UNKNOWN : availability(stock.getOnHand()))
        .build();
  }

  private static Availability availability(long onHand) {
    return Availability.newBuilder()
        .setState(onHand > 0 ? Availability.State.IN_STOCK : Availability.State.OUT_OF_STOCK)
        .setQuantity(Math.max(onHand, 0))
        .build();
  }
}
