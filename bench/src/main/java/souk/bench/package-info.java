// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/** JMH benchmarks of the libraries. */
@NullMarked
package souk.bench;

import org.jspecify.annotations.NullMarked;
