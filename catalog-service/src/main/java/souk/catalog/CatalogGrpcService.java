// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import souk.catalog.Page.Position;
import souk.catalog.v1.BatchGetProductsRequest;
import souk.catalog.v1.BatchGetProductsResponse;
import souk.catalog.v1.CatalogGrpc;
import souk.catalog.v1.SetPriceRequest;
import souk.service.Money;
import souk.service.Refusal;
import souk.service.RequestChecks;
import souk.v1.GetProductRequest;
import souk.v1.ListProductsRequest;
import souk.v1.ListProductsResponse;
import souk.v1.SearchProductsRequest;
import souk.v1.SearchProductsResponse;

/** The contract's side of {@link Catalog}: checks what comes in and translates. Thread-safe. */
final class CatalogGrpcService extends CatalogGrpc.CatalogImplBase {
  private static final int DEFAULT_PAGE_SIZE = 20;
  private static final int MAX_QUERY_LENGTH = 200;
  private static final String ID_HINT = "1 to 64 characters of a-z, 0-9 and '-'";

  private final Catalog catalog;

  CatalogGrpcService(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void listProducts(
      ListProductsRequest request, StreamObserver<ListProductsResponse> answers) {
    Optional<ListOrder> order = ListOrder.named(request.getOrderBy());
    String category = request.getCategory();
    new RequestChecks()
        .range("page_size", request.getPageSize(), 0, Catalog.MAX_PAGE_SIZE)
        .that(
            category.isEmpty() || Product.CATEGORY.matcher(category).matches(),
            "category",
            "must be empty, or 1 to 40 characters of a-z, 0-9 and '-'")
        .that(
            order.isPresent(),
            "order_by",
            "must be \"name\", \"name desc\", \"price\" or \"price desc\"")
        .refuseIfAny();
    Listing listing = new Listing(category, order.orElseThrow());
    List<String> list = List.of("list", category, listing.order().name());
    Page page =
        catalog.list(
            listing,
            position(request.getPageToken(), listing.order().sortKey(), list),
            pageSize(request.getPageSize()));
    ListProductsResponse.Builder answer = ListProductsResponse.newBuilder();
    page.products().forEach(product -> answer.addProducts(toMessage(product)));
    page.next().ifPresent(next -> answer.setNextPageToken(PageToken.of(next, list)));
    answer(answers, answer.build());
  }

  @Override
  public void searchProducts(
      SearchProductsRequest request, StreamObserver<SearchProductsResponse> answers) {
    String query = request.getQuery();
    new RequestChecks()
        .text("query", query, 1, MAX_QUERY_LENGTH)
        .that(query.isEmpty() || !query.isBlank(), "query", "is blank")
        .range("page_size", request.getPageSize(), 0, Catalog.MAX_PAGE_SIZE)
        .refuseIfAny();
    List<String> list = List.of("search", query);
    Page page =
        catalog.search(
            query,
            position(request.getPageToken(), SortKey.RANK, list),
            pageSize(request.getPageSize()));
    SearchProductsResponse.Builder answer = SearchProductsResponse.newBuilder();
    page.products().forEach(product -> answer.addProducts(toMessage(product)));
    page.next().ifPresent(next -> answer.setNextPageToken(PageToken.of(next, list)));
    answer(answers, answer.build());
  }

  @Override
  public void getProduct(GetProductRequest request, StreamObserver<souk.v1.Product> answers) {
    String id = request.getProductId();
    new RequestChecks().matches("product_id", id, Product.ID, ID_HINT).refuseIfAny();
    answer(answers, toMessage(catalog.get(id).orElseThrow(() -> notFound(id))));
  }

  @Override
  public void batchGetProducts(
      BatchGetProductsRequest request, StreamObserver<BatchGetProductsResponse> answers) {
    List<String> ids = request.getProductIdsList();
    new RequestChecks()
        .distinct("product_ids", ids, 1, Catalog.MAX_BATCH_SIZE)
        .that(
            ids.stream().allMatch(id -> Product.ID.matcher(id).matches()),
            "product_ids",
            "must each be " + ID_HINT)
        .refuseIfAny();
    BatchGetProductsResponse.Builder answer = BatchGetProductsResponse.newBuilder();
    catalog.batchGet(ids).forEach(product -> answer.addProducts(toMessage(product)));
    answer(answers, answer.build());
  }

  @Override
  public void setPrice(SetPriceRequest request, StreamObserver<souk.v1.Product> answers) {
    String id = request.getProductId();
    RequestChecks checks = new RequestChecks().matches("product_id", id, Product.ID, ID_HINT);
    Money price = price(request, checks);
    checks.refuseIfAny();
    if (price == null) {
      throw new IllegalStateException("a price that can't be read was not refused");
    }
    answer(answers, toMessage(catalog.setPrice(id, price).orElseThrow(() -> notFound(id))));
  }

  /** The request's price, or null with a violation noted. */
  private static @Nullable Money price(SetPriceRequest request, RequestChecks checks) {
    Money price;
    try {
      price = Money.of(request.getPrice());
    } catch (IllegalArgumentException unreadable) {
      checks.that(false, "price", String.valueOf(unreadable.getMessage()));
      return null;
    }
    checks.that(Catalog.isPrice(price), "price", "must be 0.01 to 1,000,000.00 EUR");
    return price;
  }

  private static Optional<Position> position(String token, SortKey sortKey, List<String> list) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    Optional<Position> position = PageToken.read(token, sortKey, list);
    if (position.isEmpty()) {
      throw Refusal.invalidField(
          "page_token", "is not a next_page_token of this list with these fields");
    }
    return position;
  }

  private static int pageSize(int asked) {
    return asked == 0 ? DEFAULT_PAGE_SIZE : asked;
  }

  private static Refusal notFound(String id) {
    return Refusal.notFound("PRODUCT_NOT_FOUND", "there is no product " + id);
  }

  private static souk.v1.Product toMessage(Product product) {
    return souk.v1.Product.newBuilder()
        .setId(product.id())
        .setName(product.name())
        .setDescription(product.description())
        .setCategory(product.category())
        .setPrice(product.price().toMessage())
        .setPictureUri(product.pictureUri())
        .build();
  }

  private static <A> void answer(StreamObserver<A> answers, A answer) {
    answers.onNext(answer);
    answers.onCompleted();
  }
}
