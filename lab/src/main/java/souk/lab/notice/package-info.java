// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Would the audit notice? {@link souk.lab.notice.WouldItNotice} runs shops with one known {@link
 * souk.lab.notice.Fault} each, brings about the {@link souk.lab.notice.Situations situation} in
 * which it shows, and has each judged; and a shop without a fault in all of the same situations.
 */
@NullMarked
package souk.lab.notice;

import org.jspecify.annotations.NullMarked;
