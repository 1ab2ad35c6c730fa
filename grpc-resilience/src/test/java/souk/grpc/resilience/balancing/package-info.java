// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

/** Tests of the balancer's decisions on a time that stands still. */
@NullUnmarked
package souk.grpc.resilience.balancing;

import org.jspecify.annotations.NullUnmarked;
