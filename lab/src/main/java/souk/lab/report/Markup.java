// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.report;

/** Text within HTML and XML. */
public final class Markup {
  private Markup() {}

  /** Fit for an element's content and for an attribute in quotes. */
  public static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(each < ' ' && each != '\n' && each != '\t' ? ' ' : each);
      }
    }
    return escaped.toString();
  }
}
