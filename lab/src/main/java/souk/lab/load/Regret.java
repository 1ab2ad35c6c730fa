// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

/** What a shopper does who was told of an order, and how many of 100 do so. */
enum Regret implements Weighted {
  NONE(80),
  /** Cancels a moment later. */
  CANCELS(6),
  /** At once, while the order is being settled. */
  CANCELS_AT_ONCE(6),
  /** Twice, one after the other, the second time with the same request id. */
  CANCELS_AGAIN(4),
  /** Two requests at the same time. */
  CANCELS_TWICE(4);

  private final int weight;

  Regret(int weight) {
    this.weight = weight;
  }

  @Override
  public int weight() {
    return weight;
  }
}
