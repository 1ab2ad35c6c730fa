// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.service.Refusal;

/**
 * The first deliveries of the demo shop: some pieces of nearly every product of its catalogue, the
 * same in each shop, since they follow from a seed.
 */
final class OpeningStock {
  private static final Logger log = LoggerFactory.getLogger(OpeningStock.class);
  private static final long SEED = 20_261_121;
  private static final int PRODUCTS = 2_000;
  private static final int LINES_PER_DELIVERY = 1_000;
  private static final int SOLD_OUT_PERCENT = 4;
  private static final int MIN_PIECES = 5;
  private static final int MAX_PIECES = 500;

  private OpeningStock() {}

  /** Delivers it, unless that was done before. Instances that start together do no harm. */
  static void load(Inventory inventory) {
    List<Line> lines = lines();
    for (int from = 0; from < lines.size(); from += LINES_PER_DELIVERY) {
      String deliveryId = "opening-stock-" + (from / LINES_PER_DELIVERY + 1);
      int to = Math.min(from + LINES_PER_DELIVERY, lines.size());
      try {
        inventory.deliver(deliveryId, new Lines(lines.subList(from, to)));
      } catch (Refusal loadedByAnotherVersion) {
        log.warn("{} was loaded with other quantities before; it stays so", deliveryId);
      }
    }
  }

  /** One line for each product. One without pieces makes the product known, and sold out. */
  static List<Line> lines() {
    Random random = new Random(SEED);
    List<Line> lines = new ArrayList<>();
    for (int number = 1; number <= PRODUCTS; number++) {
      boolean soldOut = random.nextInt(100) < SOLD_OUT_PERCENT;
      // Squared, so that few pieces are commoner than many.
      double share = random.nextDouble();
      long pieces =
          soldOut ? 0 : MIN_PIECES + Math.round(share * share * (MAX_PIECES - MIN_PIECES));
      String productId = String.format(Locale.ROOT, "sku-%04d", number);
      lines.add(new Line(productId, pieces(productId, pieces)));
    }
    return lines;
  }

  /** The products of the README's tour are what it says of them, whatever the dice say. */
  private static long pieces(String productId, long drawn) {
    return switch (productId) {
      case "sku-0001", "sku-0042" -> MAX_PIECES;
      case "sku-0013" -> 0;
      default -> drawn;
    };
  }
}
