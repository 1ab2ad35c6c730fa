// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order.mail;

import java.util.regex.Pattern;

/**
 * One address, so strictly parsed that it can be put into a header or an SMTP command as it is: RFC
 * 5321's Mailbox in ASCII, without quoted strings and address literals, in a domain with a dot.
 */
public record EmailAddress(String value) {
  public static final int MAX_LENGTH = 254;

  private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final Pattern FORM =
      Pattern.compile(
          "(?=.{1,64}@)" + ATOM + "(?:\\." + ATOM + ")*@" + LABEL + "(?:\\." + LABEL + ")+");

  public EmailAddress {
    if (!isOne(value)) {
      throw new IllegalArgumentException("not an e-mail address");
    }
  }

  /** Whether it is one address and nothing else. */
  public static boolean isOne(String value) {
    return value.length() <= MAX_LENGTH && FORM.matcher(value).matches();
  }

  /** What comes after the @. */
  public String domain() {
    return value.substring(value.indexOf('@') + 1);
  }

  /** For logs: not the address. */
  @Override
  public String toString() {
    return "(an address)";
  }
}
