// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Shoppers who put a shop to the test, over its public API. A {@link souk.lab.load.Crowd} sends
 * them by a schedule; each {@link souk.lab.load.Visit} decides by its own random numbers what is
 * bought and how patiently, and its {@link souk.lab.load.Client} writes into the history what was
 * asked, before it is sent, and what was told.
 */
@NullMarked
package souk.lab.load;

import org.jspecify.annotations.NullMarked;
