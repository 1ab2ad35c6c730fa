// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

/** A card's token. Shows itself nowhere but to payment. */
record CardToken(String value) {
  CardToken {
    requireNonNull(value, "value");
  }

  @Override
  public String toString() {
    return "tok_…";
  }
}
