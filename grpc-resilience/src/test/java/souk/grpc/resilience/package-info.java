// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * The chain over a tiny service in this process, on one thread and on a time that only the test
 * moves.
 */
@NullMarked
package souk.grpc.resilience;

import org.jspecify.annotations.NullMarked;
