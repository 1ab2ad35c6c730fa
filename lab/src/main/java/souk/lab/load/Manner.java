// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

/** How a shopper checks out, and how many of 100 do so. */
enum Manner implements Weighted {
  /** Asks, waits, and asks again when nothing came. */
  PATIENT(66),
  /** Waits less than a second and is never seen again. */
  GIVES_UP(6),
  /** Waits less than a second, and asks again seconds later. */
  COMES_BACK(8),
  /** Sends the same request twice at once. */
  CLICKS_TWICE(7),
  /** Sends a second checkout with an id of its own beside the first. */
  CHECKS_OUT_TWICE(6),
  /** Puts another product into the cart while the order is open. */
  ADDS_MEANWHILE(7);

  private final int weight;

  Manner(int weight) {
    this.weight = weight;
  }

  @Override
  public int weight() {
    return weight;
  }

  /** Whether it is told of an answer that takes its time. */
  boolean waits() {
    return this != GIVES_UP && this != COMES_BACK;
  }
}
