// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

/** Prices that end as prices in shops do. */
final class DemoPrice {
  private DemoPrice() {}

  /** Cents near an amount; never less for more euros. */
  static long cents(double euros) {
    if (euros < 10) {
      // 2.50, 2.90, 3.50, ...
      long halves = Math.max(4, Math.round(euros * 2));
      return halves % 2 == 0 ? halves * 50 - 10 : halves * 50;
    }
    if (euros < 60) {
      // 12.90
      return Math.round(euros) * 100 - 10;
    }
    if (euros < 200) {
      // 65.00, 69.00, 75.00, ...
      long fives = Math.round(euros / 5) * 5;
      return (fives % 10 == 0 && fives > 60 ? fives - 1 : fives) * 100;
    }
    long step = euros < 1_000 ? 10 : 50;
    return Math.round(euros / step) * step * 100;
  }
}
