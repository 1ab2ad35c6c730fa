// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order.mail;

/** Where mails are given away. Thread-safe. */
public interface Mails extends AutoCloseable {
  /** Gives one to a server. Blocks, and ends by the current context's deadline. */
  MailResult send(Mail mail);

  @Override
  void close();
}
