// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import java.util.function.BiConsumer;
import souk.lab.audit.rule.MailKind;

/** The mails that were delivered. */
@FunctionalInterface
public interface Mails {
  /**
   * What each mail is, and its order; of one that was delivered twice, twice. What bears no mark of
   * the shop is none of it.
   *
   * @throws SourceAway when they can't be read
   */
  void read(BiConsumer<MailKind, String> consumer);
}
