// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;

/**
 * A circuit breaker at one moment, to be shown.
 *
 * @param name the target and the method class: {@code catalog/read}, {@code catalog/write}
 * @param state closed, open, half open; forced open, or disabled when it is kept closed
 * @param failurePercent of the calls in the window, -1 while they are too few to tell
 * @param slowPercent of the calls in the window, -1 while they are too few to tell
 * @param refused calls that it has refused since it was made
 */
public record BreakerSnapshot(
    String name,
    CircuitBreaker.State state,
    float failurePercent,
    float slowPercent,
    long refused) {}
