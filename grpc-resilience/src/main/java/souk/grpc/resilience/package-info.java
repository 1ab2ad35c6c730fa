// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Resilience4j for grpc-java: what stands between a stub and its channel so that calls survive.
 *
 * <p>A call goes down through {@link souk.grpc.resilience.ClientResilience}'s chain: it passes the
 * breaker of its method class and the bulkhead, then gets its deadline and its attempts, each of
 * which goes to the channel, where the balancer picks an instance anew. An answer comes up the same
 * way: the retry decides whether it is the answer of the whole call, and of that the breaker takes
 * note. On the server, {@link souk.grpc.resilience.DeadlineServerInterceptor} refuses what comes
 * too late.
 */
@NullMarked
package souk.grpc.resilience;

import org.jspecify.annotations.NullMarked;
