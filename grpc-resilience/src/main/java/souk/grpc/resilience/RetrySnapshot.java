// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

/**
 * The retries to a target at one moment, to be shown.
 *
 * @param name the target
 * @param retries attempts after the first, since it was made
 * @param overBudget attempts that were not made, since the budget was used up
 * @param tokens how many retries the budget has left for a burst
 */
public record RetrySnapshot(String name, long retries, long overBudget, double tokens) {}
