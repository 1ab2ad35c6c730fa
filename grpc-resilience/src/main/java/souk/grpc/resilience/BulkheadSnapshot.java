// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

/**
 * A bulkhead at one moment, to be shown.
 *
 * @param name the target
 * @param underWay unary calls that have not ended
 * @param most of those at once; one more is refused
 * @param refused calls that it has refused since it was made
 */
public record BulkheadSnapshot(String name, int underWay, int most, long refused) {}
