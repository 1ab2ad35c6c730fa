// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Processes that can't be forgotten. A {@link souk.lab.process.Child} runs only after its id is
 * written in the {@link souk.lab.process.Ledger}; what reads the ledger (the launcher's own end,
 * the {@link souk.lab.process.Reaper}, the next launcher's {@link souk.lab.process.Leftovers}) ends
 * exactly the processes in it, by id and start time, never by name.
 */
@NullMarked
package souk.lab.process;

import org.jspecify.annotations.NullMarked;
