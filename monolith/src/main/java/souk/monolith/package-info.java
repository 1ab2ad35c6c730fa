// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/** The whole shop in one process: the same services, wired by nothing but their settings. */
@NullMarked
package souk.monolith;

import org.jspecify.annotations.NullMarked;
