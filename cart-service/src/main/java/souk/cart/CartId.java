// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import java.util.regex.Pattern;
import souk.service.LogId;

/** A cart's id. Holding it is the right to use the cart, so that it shows itself only hashed. */
record CartId(String value) {
  static final Pattern FORM = Pattern.compile("crt_[0-9a-f]{32}");

  CartId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a cart id");
    }
  }

  @Override
  public String toString() {
    return "cart " + LogId.of(value);
  }
}
