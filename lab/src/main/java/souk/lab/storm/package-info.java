// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The storm: a shop under load whose processes are killed, paused and restarted by a schedule that
 * follows from a seed; then quiet, and everything that must be true then.
 */
@NullMarked
package souk.lab.storm;

import org.jspecify.annotations.NullMarked;
