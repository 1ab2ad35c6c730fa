// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The experiment {@code every-window}. A {@link souk.lab.window.Window} is a place in a purchase at
 * which something happens to a process; all of them are enumerated, visited one after the other in
 * one shop, and judged by the audit after each.
 */
@NullMarked
package souk.lab.window;

import org.jspecify.annotations.NullMarked;
