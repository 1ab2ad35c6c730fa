// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The whole shop as a stranger meets it: {@code ./souk}, the README's tour with the real grpcurl,
 * and instances killed under it.
 */
@NullMarked
package souk.lab.tour;

import org.jspecify.annotations.NullMarked;
