// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import souk.lab.process.LabException;
import souk.v1.ListProductsRequest;
import souk.v1.ListProductsResponse;
import souk.v1.Product;
import souk.v1.ShopGrpc.ShopBlockingStub;

/**
 * What is bought.
 *
 * @param plenty products that last for the whole run
 * @param hot few products of few pieces, which many want
 */
public record Goods(List<String> plenty, List<String> hot) {
  private static final int PAGE = 100;
  private static final int MOST_PAGES = 100;
  private static final int PLENTY = 60;
  private static final int FEW = 30;
  private static final int HOT_PRODUCTS = 25;
  private static final int HOT_PERCENT = 8;

  public Goods {
    plenty = List.copyOf(plenty);
    hot = List.copyOf(hot);
  }

  /** Asks the shop what it has. The same seed chooses the same ones of the same stock. */
  static Goods of(ShopBlockingStub shop, long seed) {
    List<Product> all = all(shop);
    List<String> plenty = ids(all, product -> product.getAvailability().getQuantity() >= PLENTY);
    List<String> few =
        ids(
            all,
            product -> {
              long pieces = product.getAvailability().getQuantity();
              return pieces > 0 && pieces <= FEW;
            });
    if (plenty.isEmpty()) {
      throw new LabException("no product has " + PLENTY + " pieces in stock");
    }
    Collections.shuffle(few, new Random(seed));
    return new Goods(plenty, few.subList(0, Math.min(HOT_PRODUCTS, few.size())));
  }

  /** All products of the shop, with their stock. */
  static List<Product> all(ShopBlockingStub shop) {
    List<Product> all = new ArrayList<>();
    String page = "";
    for (int pages = 0; pages < MOST_PAGES; pages++) {
      ListProductsResponse products =
          shop.listProducts(
              ListProductsRequest.newBuilder().setPageSize(PAGE).setPageToken(page).build());
      all.addAll(products.getProductsList());
      page = products.getNextPageToken();
      if (page.isEmpty()) {
        break;
      }
    }
    return all;
  }

  /** One of them; now and then a hot one. */
  String pick(RandomGenerator random) {
    boolean wantsHot = !hot.isEmpty() && random.nextInt(100) < HOT_PERCENT;
    List<String> from = wantsHot ? hot : plenty;
    return from.get(random.nextInt(from.size()));
  }

  private static List<String> ids(List<Product> products, Predicate<Product> which) {
    return new ArrayList<>(products.stream().filter(which).map(Product::getId).toList());
  }
}
