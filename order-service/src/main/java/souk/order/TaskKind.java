// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import java.util.Set;

/** What can be left to do about an order: as few kinds as there are parts that can be away. */
enum TaskKind {
  /** Steps 3 to 5 of the checkout. */
  DECIDE(LaneName.DECISION),
  /** Sell the held stock. */
  SETTLE(LaneName.INVENTORY),
  /** Capture the authorised money. */
  CAPTURE(LaneName.PAYMENT),
  /** Take the bought lines out of the cart. */
  TAKE_OUT(LaneName.CART),
  /** Give the stock back. */
  RELEASE(LaneName.INVENTORY),
  /** Give the money back. */
  REVERSE(LaneName.PAYMENT),
  /** Mail the shopper what was bought. */
  RECEIPT(LaneName.MAIL),
  /** Mail the shopper that what was bought is cancelled. */
  NOTICE(LaneName.MAIL);

  /** As long as nobody waits for who answers. */
  private static final Duration SLOW = Duration.ofSeconds(1);

  /** What undoes an order. */
  static final Set<TaskKind> UNDO = Set.of(RELEASE, REVERSE);

  private final LaneName lane;

  TaskKind(LaneName lane) {
    this.lane = lane;
  }

  LaneName lane() {
    return lane;
  }

  /**
   * Where it waits to be tried again. An order whose card's bank never answers holds its place for
   * seconds, time and again; one that was only unlucky is soon answered, and then in nobody's way.
   *
   * @param took how long the attempt took that came to nothing
   */
  LaneName laneAfter(Duration took) {
    return this == DECIDE && took.compareTo(SLOW) >= 0 ? LaneName.SLOW_DECISION : lane;
  }
}
