// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/** What a whole shop answers while parts of it stand still, leave, and come back. */
@NullMarked
package souk.lab.away;

import org.jspecify.annotations.NullMarked;
