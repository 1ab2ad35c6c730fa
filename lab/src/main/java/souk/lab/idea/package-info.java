// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * An experiment for each idea that an introduction to distributed systems teaches. Each is a script
 * that is played in the frame of {@link souk.lab.experiment.Trial}.
 */
@NullMarked
package souk.lab.idea;

import org.jspecify.annotations.NullMarked;
