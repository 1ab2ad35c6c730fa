// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What clients asked of a shop and what they were told, in files, for the audit to hold against
 * what the shop has stored. A client {@link souk.lab.history.HistoryWriter#ask asks}, sends, and
 * {@link souk.lab.history.HistoryWriter#tell tells} after its last attempt; {@link
 * souk.lab.history.HistoryReader} gives both together as an {@link souk.lab.history.Operation}.
 */
@NullMarked
package souk.lab.history;

import org.jspecify.annotations.NullMarked;
