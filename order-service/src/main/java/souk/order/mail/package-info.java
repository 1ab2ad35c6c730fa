// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/**
 * Mails over SMTP, to any server: a text to one address, given away and answered for.
 *
 * <p>Data goes one way: {@code Mail → SmtpMails → SmtpConnection → server}, and back comes a {@code
 * MailResult}. Nothing here knows of orders, tasks or the database.
 */
@NullMarked
package souk.order.mail;

import org.jspecify.annotations.NullMarked;
