// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import souk.catalog.v1.BatchGetProductsRequest;
import souk.catalog.v1.BatchGetProductsResponse;
import souk.catalog.v1.CatalogGrpc;
import souk.service.Money;
import souk.v1.Product;

/** The catalogue over gRPC. Thread-safe. */
final class CatalogClient implements Catalog {
  private final CatalogGrpc.CatalogBlockingStub stub;
  private final Duration deadline;

  CatalogClient(Channel channel, Duration deadline) {
    this.stub = CatalogGrpc.newBlockingStub(channel);
    this.deadline = deadline;
  }

  @Override
  public PricesResult prices(List<String> productIds) {
    BatchGetProductsResponse response;
    try {
      response =
          stub.withDeadlineAfter(deadline)
              .batchGetProducts(
                  BatchGetProductsRequest.newBuilder().addAllProductIds(productIds).build());
    } catch (StatusRuntimeException failure) {
      return Unanswered.of(failure.getStatus());
    }
    Map<String, Offer> offers = new HashMap<>();
    for (Product product : response.getProductsList()) {
      offers.put(product.getId(), new Offer(product.getName(), Money.of(product.getPrice())));
    }
    return new Prices(offers);
  }
}
