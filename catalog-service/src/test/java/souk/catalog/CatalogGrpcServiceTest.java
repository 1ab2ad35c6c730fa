// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.service.GrpcExtension.codeAndReason;
import static souk.service.GrpcExtension.failureOf;
import static souk.service.GrpcExtension.fields;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import souk.catalog.v1.BatchGetProductsRequest;
import souk.catalog.v1.CatalogGrpc;
import souk.catalog.v1.SetPriceRequest;
import souk.service.GrpcExtension;
import souk.service.Money;
import souk.service.PostgresExtension;
import souk.v1.GetProductRequest;
import souk.v1.ListProductsRequest;
import souk.v1.ListProductsResponse;
import souk.v1.SearchProductsRequest;
import souk.v1.SearchProductsResponse;

class CatalogGrpcServiceTest {
  private static final String INVALID_FIELD = "INVALID_ARGUMENT INVALID_FIELD";

  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension(CatalogStore.MIGRATIONS);

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  private CatalogGrpc.CatalogBlockingStub catalog;

  @BeforeAll
  static void load() {
    new DemoLoader(postgres.database().jdbi()).loadOnce();
  }

  @BeforeEach
  void serve() throws IOException {
    Catalog operations = new Catalog(new CatalogStore(postgres.database().jdbi()));
    catalog = CatalogGrpc.newBlockingStub(grpc.serve(new CatalogGrpcService(operations)));
  }

  private static void assertRefused(StatusRuntimeException failure, String... fields) {
    assertThat(codeAndReason(failure)).isEqualTo(INVALID_FIELD);
    assertThat(fields(failure)).containsExactly(fields);
  }

  private StatusRuntimeException failureOfList(ListProductsRequest.Builder request) {
    return failureOf(() -> catalog.listProducts(request.build()));
  }

  private StatusRuntimeException failureOfSearch(SearchProductsRequest.Builder request) {
    return failureOf(() -> catalog.searchProducts(request.build()));
  }

  @Test
  void listProducts_withoutAnyField_isTwentyByName() {
    ListProductsResponse answer = catalog.listProducts(ListProductsRequest.getDefaultInstance());
    assertThat(answer.getProductsList()).hasSize(20);
    assertThat(answer.getProductsList()).extracting(souk.v1.Product::getName).isSorted();
    assertThat(answer.getNextPageToken()).isNotEmpty();
    assertThat(answer.getProductsList())
        .allSatisfy(
            product -> {
              assertThat(product.hasAvailability()).isFalse();
              assertThat(product.getPrice().getCurrencyCode()).isEqualTo("EUR");
            });
  }

  @Test
  void listProducts_followingTheTokens_endsAfterAll() {
    List<String> ids = new ArrayList<>();
    ListProductsRequest.Builder request =
        ListProductsRequest.newBuilder().setCategory("tea").setOrderBy("price desc");
    // The size of a page may change on the way.
    for (int size = 30; size == 30 || !request.getPageToken().isEmpty(); size++) {
      ListProductsResponse answer = catalog.listProducts(request.setPageSize(size).build());
      answer.getProductsList().forEach(product -> ids.add(product.getId()));
      request.setPageToken(answer.getNextPageToken());
    }
    assertThat(ids).hasSize(130).doesNotHaveDuplicates();
  }

  @Test
  void listProducts_anotherListsToken_isRefused() {
    ListProductsRequest.Builder request = ListProductsRequest.newBuilder().setCategory("tea");
    request.setPageToken(catalog.listProducts(request.build()).getNextPageToken());
    assertThat(catalog.listProducts(request.setOrderBy("name").build()).getProductsList())
        .isNotEmpty();
    assertRefused(failureOfList(request.clone().setCategory("rugs")), "page_token");
    assertRefused(failureOfList(request.clone().setCategory("")), "page_token");
    assertRefused(failureOfList(request.clone().setOrderBy("name desc")), "page_token");
    assertRefused(failureOfList(request.clone().setOrderBy("price")), "page_token");
    assertRefused(failureOfList(request.setPageToken("bm90IGEgdG9rZW4")), "page_token");
  }

  @Test
  void listProducts_everythingWrong_namesEveryField() {
    assertRefused(
        failureOfList(
            ListProductsRequest.newBuilder()
                .setPageSize(101)
                .setCategory("Lamps!")
                .setOrderBy("id")),
        "page_size",
        "category",
        "order_by");
    assertRefused(failureOfList(ListProductsRequest.newBuilder().setPageSize(-1)), "page_size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NAME", "name asc", "price  desc", " name", "name, price", "name;--"})
  void listProducts_anUnknownOrder_isRefused(String order) {
    assertRefused(failureOfList(ListProductsRequest.newBuilder().setOrderBy(order)), "order_by");
  }

  @Test
  void searchProducts_followingTheTokens_isBestFirstAndEachOnce() {
    List<String> ids = new ArrayList<>();
    SearchProductsRequest.Builder request =
        SearchProductsRequest.newBuilder().setQuery("copper tray").setPageSize(3);
    do {
      SearchProductsResponse answer = catalog.searchProducts(request.build());
      answer.getProductsList().forEach(product -> ids.add(product.getId()));
      request.setPageToken(answer.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    assertThat(ids).hasSizeGreaterThan(3).doesNotHaveDuplicates();
  }

  @Test
  void searchProducts_anotherSearchsToken_isRefused() {
    SearchProductsRequest.Builder request = SearchProductsRequest.newBuilder().setQuery("brass");
    request.setPageToken(catalog.searchProducts(request.build()).getNextPageToken());
    assertRefused(failureOfSearch(request.clone().setQuery("copper")), "page_token");
    String ofList =
        catalog.listProducts(ListProductsRequest.getDefaultInstance()).getNextPageToken();
    assertRefused(failureOfSearch(request.setPageToken(ofList)), "page_token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "brass\u0000lamp", "a\nb"})
  void searchProducts_noWords_isRefused(String query) {
    assertRefused(failureOfSearch(SearchProductsRequest.newBuilder().setQuery(query)), "query");
  }

  @Test
  void searchProducts_tooLong_isRefused() {
    assertRefused(
        failureOfSearch(SearchProductsRequest.newBuilder().setQuery("a".repeat(201))), "query");
  }

  @Test
  void getProduct_known_isWhatIsStored() {
    souk.v1.Product product =
        catalog.getProduct(GetProductRequest.newBuilder().setProductId("sku-0042").build());
    Product made = DemoCatalogue.products().get(41);
    assertThat(product.getName()).isEqualTo(made.name());
    assertThat(product.getDescription()).isEqualTo(made.description());
    assertThat(product.getCategory()).isEqualTo(made.category());
    assertThat(Money.of(product.getPrice())).isEqualTo(made.price());
    assertThat(product.getPictureUri()).isEqualTo(made.pictureUri());
  }

  @Test
  void getProduct_unknown_isNotFound() {
    StatusRuntimeException failure =
        failureOf(
            () -> catalog.getProduct(GetProductRequest.newBuilder().setProductId("no").build()));
    assertThat(codeAndReason(failure)).isEqualTo("NOT_FOUND PRODUCT_NOT_FOUND");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "SKU-0001", "sku_1", "../x", "sku-0001 "})
  void getProduct_malformed_isRefused(String id) {
    assertRefused(
        failureOf(
            () -> catalog.getProduct(GetProductRequest.newBuilder().setProductId(id).build())),
        "product_id");
  }

  @Test
  void batchGetProducts_someUnknown_givesTheOthersInOrder() {
    assertThat(
            catalog
                .batchGetProducts(
                    BatchGetProductsRequest.newBuilder()
                        .addAllProductIds(List.of("sku-0009", "unknown", "sku-0002"))
                        .build())
                .getProductsList())
        .extracting(souk.v1.Product::getId)
        .containsExactly("sku-0009", "sku-0002");
  }

  @Test
  void batchGetProducts_outOfBounds_isRefused() {
    List<List<String>> wrong =
        List.of(
            List.of(),
            List.of("sku-0001", "sku-0001"),
            List.of("sku-0001", "Not An Id"),
            IntStream.range(0, 101).mapToObj(i -> "sku-" + i).toList());
    for (List<String> ids : wrong) {
      StatusRuntimeException failure =
          failureOf(
              () ->
                  catalog.batchGetProducts(
                      BatchGetProductsRequest.newBuilder().addAllProductIds(ids).build()));
      assertThat(codeAndReason(failure)).isEqualTo(INVALID_FIELD);
      assertThat(fields(failure)).isNotEmpty().containsOnly("product_ids");
    }
  }

  private static SetPriceRequest price(String id, String currency, long units, int nanos) {
    return SetPriceRequest.newBuilder()
        .setProductId(id)
        .setPrice(
            com.google.type.Money.newBuilder()
                .setCurrencyCode(currency)
                .setUnits(units)
                .setNanos(nanos))
        .build();
  }

  @ParameterizedTest
  @CsvSource({"0, 10000000", "1000000, 0", "12, 340000000"})
  void setPrice_withinBounds_isReadBack(long units, int nanos) {
    SetPriceRequest request = price("sku-0077", "EUR", units, nanos);
    assertThat(catalog.setPrice(request).getPrice()).isEqualTo(request.getPrice());
    // A repeat is the same.
    assertThat(catalog.setPrice(request).getPrice()).isEqualTo(request.getPrice());
    assertThat(
            catalog
                .getProduct(GetProductRequest.newBuilder().setProductId("sku-0077").build())
                .getPrice())
        .isEqualTo(request.getPrice());
  }

  @ParameterizedTest
  @CsvSource({
    "EUR, 0, 0",
    "EUR, -1, 0",
    "EUR, 1000000, 10000000",
    "EUR, 1, 1",
    "EUR, 1, -10000000",
    "EUR, 9223372036854775807, 0",
    "USD, 1, 0",
    "XXX, 1, 0",
    "'', 1, 0"
  })
  void setPrice_outOfBounds_isRefusedAndStoresNothing(String currency, long units, int nanos) {
    GetProductRequest read = GetProductRequest.newBuilder().setProductId("sku-0078").build();
    souk.v1.Product before = catalog.getProduct(read);
    assertRefused(
        failureOf(() -> catalog.setPrice(price("sku-0078", currency, units, nanos))), "price");
    assertThat(catalog.getProduct(read)).isEqualTo(before);
  }

  @Test
  void setPrice_ofAnUnknownProduct_isNotFound() {
    StatusRuntimeException failure = failureOf(() -> catalog.setPrice(price("no", "EUR", 1, 0)));
    assertThat(codeAndReason(failure)).isEqualTo("NOT_FOUND PRODUCT_NOT_FOUND");
  }

  @Test
  void getProduct_whenTheDatabaseWasCut_isAnsweredAgain() {
    postgres.cutConnections();
    GetProductRequest read = GetProductRequest.newBuilder().setProductId("sku-0001").build();
    // The pool may still hand out connections that it does not know to be dead.
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreException(StatusRuntimeException.class)
        .until(() -> catalog.getProduct(read).getId().equals("sku-0001"));
  }
}
