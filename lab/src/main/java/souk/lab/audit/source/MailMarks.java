// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import souk.lab.audit.rule.MailKind;

/** The headers by which the shop marks its mails. */
final class MailMarks {
  /** What mails are called as a source. */
  static final String NAME = "mails";

  /** Names the order that a mail is about. */
  private static final String ORDER = "x-souk-order:";

  /** Says what a mail is. */
  private static final String KIND = "x-souk-mail:";

  private static final Map<String, MailKind> KINDS =
      Map.of("receipt", MailKind.RECEIPT, "cancelled", MailKind.NOTICE);

  private MailMarks() {}

  /**
   * Reads one mail's headers, up to the empty line that ends them.
   *
   * @param mail what it is called, for people
   * @return false when there was nothing to be read any more
   */
  static boolean read(BufferedReader lines, String mail, BiConsumer<MailKind, String> consumer)
      throws IOException {
    String order = "";
    String kind = "";
    String line = lines.readLine();
    boolean some = line != null;
    for (; line != null && !line.isEmpty(); line = lines.readLine()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith(ORDER)) {
        order = line.substring(ORDER.length()).strip();
      } else if (lower.startsWith(KIND)) {
        kind = lower.substring(KIND.length()).strip();
      }
    }
    if (!order.isEmpty()) {
      MailKind known = KINDS.get(kind);
      if (known == null) {
        throw new SourceAway(NAME, mail + ": " + KIND + " " + kind + " is not understood");
      }
      consumer.accept(known, order);
    }
    return some;
  }
}
