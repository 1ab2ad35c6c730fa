// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import java.util.Locale;

/** The test cards, and how many of 1,000 shoppers have which. */
enum Card implements Weighted {
  VISA(845),
  DECLINED(40),
  INSUFFICIENT_FUNDS(40),
  SLOW(20),
  ANSWER_LOST(30),
  ACQUIRER_DOWN(5),
  CAPTURE_REFUSED(20);

  private final int weight;

  Card(int weight) {
    this.weight = weight;
  }

  @Override
  public int weight() {
    return weight;
  }

  String token() {
    return "tok_" + name().toLowerCase(Locale.ROOT);
  }
}
