// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order.mail;

/** What became of a mail that was to be given to a server. */
public sealed interface MailResult {
  /** The server has it, and answers for it. */
  record Accepted() implements MailResult {}

  /** Refused for good: the recipient or this very mail, not the sender. */
  record Refused(String why) implements MailResult {}

  /** Refused for now: the server asks to come back later. */
  record NotNow(String why) implements MailResult {}

  /** Refused because of what this shop is told: its sender's address, its user, its password. */
  record NotAllowed(String why) implements MailResult {}

  /** Nobody knows: the server has it, or has not. */
  record Unknown(String why) implements MailResult {}
}
