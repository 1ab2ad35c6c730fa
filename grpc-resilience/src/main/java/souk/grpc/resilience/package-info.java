// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Resilience4j for grpc-java: what stands between a stub and its channel so that calls survive.
 *
 * <p>A call goes down through {@link souk.grpc.resilience.ClientResilience}'s chain: it gets its
 * deadline, then its attempts, each attempt passes the breaker of its method class and goes to the
 * channel, where the balancer picks an instance anew. An answer comes up the same way: the breaker
 * takes note of it, the retry decides whether it is the answer of the whole call. On the server,
 * {@link souk.grpc.resilience.DeadlineServerInterceptor} refuses what comes too late.
 */
@NullMarked
package souk.grpc.resilience;

import org.jspecify.annotations.NullMarked;
