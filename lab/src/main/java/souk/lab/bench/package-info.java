// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/** Buying from a shop as a shopper does, over its public API, and how long it takes. */
@NullMarked
package souk.lab.bench;

import org.jspecify.annotations.NullMarked;
