// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.grpc.Channel;
import io.opentelemetry.api.metrics.Meter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
 * is shown all the same, UNKNOWN: nobody stops browsing because the stock can't be counted. What
 * the catalogue told is kept near, and given with a mark when it can't be asked; the stock never
 * is. Thread-safe; calls block, and run in the caller's gRPC context.
 */
final class Products {
  private static final Logger log = LoggerFactory.getLogger(Products.class);
  private static final Availability UNKNOWN =
      Availability.newBuilder().setState(Availability.State.UNKNOWN).build();

  private final NearCache<GetProductRequest, Product> products;
  private final NearCache<ListProductsRequest, ListProductsResponse> pages;
  private final NearCache<SearchProductsRequest, SearchProductsResponse> searches;
  private final InventoryGrpc.InventoryFutureStub inventory;
  private final Duration stockDeadline;
  private final Clock clock;

  Products(
      Channel catalog,
      Channel inventory,
      GatewayConfig config,
      LongSupplier nanoTime,
      Clock clock,
      Meter meter) {
    CacheMetrics metrics = new CacheMetrics(meter);
    CatalogGrpc.CatalogBlockingStub stub = CatalogGrpc.newBlockingStub(catalog);
    Supplier<CatalogGrpc.CatalogBlockingStub> read =
        () -> stub.withDeadlineAfter(config.readBudget());
    NearCache.Limits near = config.near();
    this.products =
        new NearCache<>(
            asked -> read.get().getProduct(asked), near, nanoTime, metrics.of("product"));
    this.pages =
        new NearCache<>(
            asked -> read.get().listProducts(asked), near, nanoTime, metrics.of("page"));
    this.searches =
        new NearCache<>(
            asked -> read.get().searchProducts(asked), near, nanoTime, metrics.of("search"));
    this.inventory = InventoryGrpc.newFutureStub(inventory);
    this.stockDeadline = config.stockDeadline();
    this.clock = clock;
  }

  ListProductsResponse list(ListProductsRequest request) {
    NearCache.Answer<ListProductsResponse> page = pages.ask(request);
    return page.value().toBuilder()
        .clearProducts()
        .addAllProducts(withStock(marked(page.value().getProductsList(), page.staleFor())))
        .build();
  }

  SearchProductsResponse search(SearchProductsRequest request) {
    NearCache.Answer<SearchProductsResponse> page = searches.ask(request);
    return page.value().toBuilder()
        .clearProducts()
        .addAllProducts(withStock(marked(page.value().getProductsList(), page.staleFor())))
        .build();
  }

  /** Asks both services at once. */
  Product get(GetProductRequest request) {
    ListenableFuture<BatchGetStockResponse> stock = askStock(List.of(request.getProductId()));
    NearCache.Answer<Product> product;
    try {
      product = products.ask(request);
    } catch (RuntimeException failure) {
      stock.cancel(true);
      throw failure;
    }
    Product marked = marked(List.of(product.value()), product.staleFor()).getFirst();
    return withStock(marked, answerOf(stock));
  }

  /**
   * Checks that the catalogue sells it, or did when it could last be asked.
   *
   * @throws io.grpc.StatusRuntimeException as the catalogue answers: NOT_FOUND, reason
   *     PRODUCT_NOT_FOUND, when it doesn't
   */
  void requireKnown(String productId) {
    Product known =
        products.ask(GetProductRequest.newBuilder().setProductId(productId).build()).value();
    if (!known.getId().equals(productId)) {
      throw new IllegalStateException("the catalogue answered with another product");
    }
  }

  private List<Product> marked(List<Product> answered, Optional<Duration> staleFor) {
    if (staleFor.isEmpty()) {
      return answered;
    }
    Timestamp since = Timestamps.fromMillis(clock.instant().minus(staleFor.get()).toEpochMilli());
    return answered.stream()
        .map(product -> product.toBuilder().setStaleSince(since).build())
        .toList();
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
