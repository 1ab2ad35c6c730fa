// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
/**
 * The mail server of a local shop, a process of its own: it takes what it is given by SMTP and
 * keeps it in a folder, so that a receipt can be read, and an audit can count them.
 *
 * <p>Data goes one way: {@code MailServer → Delivery → MailFolder}; {@code MailIndex} tells what is
 * in the folder.
 */
@NullMarked
package souk.mail;

import org.jspecify.annotations.NullMarked;
