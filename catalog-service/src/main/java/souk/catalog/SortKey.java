// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import java.util.regex.Pattern;

/** What a list of products is sorted by, before the id. */
enum SortKey {
  NAME(Pattern.compile("[^\\p{Cntrl}]{1,240}")),
  PRICE(Pattern.compile("[1-9][0-9]{0,17}")),
  /** How PostgreSQL writes a rank: decimal, or with an exponent when it is very small. */
  RANK(Pattern.compile("[0-9](\\.[0-9]{1,20})?|[1-9](\\.[0-9]{1,9})?e-[0-3][0-9]"));

  private final Pattern form;

  SortKey(Pattern form) {
    this.form = form;
  }

  /** Whether a text can be a key of this kind, and therefore be compared with one. */
  boolean accepts(String text) {
    return form.matcher(text).matches();
  }
}
