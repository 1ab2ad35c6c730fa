// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import java.time.Duration;

/** How Consul knows whether an instance is well: it asks, or it is told. */
public sealed interface HealthCheck permits GrpcCheck, TtlCheck {
  /**
   * How long an instance may fail before Consul forgets it: 1 minute or more (Consul's least; it
   * looks every 30 s).
   */
  Duration deregisterAfter();
}
