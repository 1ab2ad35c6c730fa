// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Balancing that notices: each request goes to the instance with the fewest under way, and past
 * those that hang, fail or lag behind the others.
 *
 * <p>{@link souk.grpc.resilience.balancing.EjectingLoadBalancer} keeps a connection to each
 * instance and gives the channel a picker of those that are connected. For each call the picker
 * asks {@link souk.grpc.resilience.balancing.Instances}, where all decisions are made; {@link
 * souk.grpc.resilience.balancing.AttemptTracer} tells it how each attempt began and ended.
 */
@NullMarked
package souk.grpc.resilience.balancing;

import org.jspecify.annotations.NullMarked;
