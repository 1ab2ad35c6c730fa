// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * {@code ./souk bench calls}: what the two libraries cost, and what calls do while parts of a shop
 * are killed, stopped, slowed or overloaded. Each {@link souk.lab.calls.CallsPart} measures a few
 * {@link souk.lab.calls.Figure}s, each beside its goal; {@link souk.lab.calls.CallsBench} runs
 * them.
 */
@NullMarked
package souk.lab.calls;

import org.jspecify.annotations.NullMarked;
