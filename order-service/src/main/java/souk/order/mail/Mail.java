// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order.mail;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A text for one address.
 *
 * @param subject one line of ASCII
 * @param text lines that end in CRLF
 * @param messageId what is between the angle brackets; the same for each repeat
 * @param date when what it tells of happened
 * @param marks further headers, for programs
 */
public record Mail(
    EmailAddress to,
    String subject,
    String text,
    String messageId,
    Instant date,
    Map<String, String> marks) {
  private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9-]+");
  private static final Pattern ONE_LINE = Pattern.compile("[\\x20-\\x7e]+");

  public Mail {
    requireNonNull(to, "to");
    requireNonNull(text, "text");
    requireNonNull(date, "date");
    marks = Map.copyOf(marks);
    checkLine(subject);
    checkLine(messageId);
    marks.forEach(
        (name, value) -> {
          if (!HEADER_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("mark: " + name + " (expected: a header's name)");
          }
          checkLine(value);
        });
  }

  /** What goes into a header can't begin another one. */
  private static void checkLine(String value) {
    if (!ONE_LINE.matcher(value).matches()) {
      throw new IllegalArgumentException("a header's value is one line of printable ASCII");
    }
  }

  /** For logs: neither the address nor the text. */
  @Override
  public String toString() {
    return "mail " + marks.keySet();
  }
}
