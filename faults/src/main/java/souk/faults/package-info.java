// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Crash points: named places in the services at which a process can be killed, stopped, made to
 * wait, or robbed of an answer, once, by putting a file into a folder.
 *
 * <p>There is no trace of them in the services. {@link souk.faults.Agent} weaves them into the
 * methods that {@link souk.faults.Points} names, when a service is started with this module's jar
 * as its Java agent; only experiments do that. The same agent gives each instance a {@linkplain
 * souk.faults.Clocks clock} that can be wrong.
 */
@NullMarked
package souk.faults;

import org.jspecify.annotations.NullMarked;
