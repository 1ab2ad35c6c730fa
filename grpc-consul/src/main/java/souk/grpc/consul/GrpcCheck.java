// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * A check that Consul runs itself: it calls {@code grpc.health.v1.Health/Check} of the instance.
 *
 * @param service the health service's name to ask for; empty for the server as a whole
 * @param interval between checks, 1 s or more (Consul's least)
 * @param timeout of each check, 1 ms or more
 * @param deregisterAfter 1 minute or more
 */
public record GrpcCheck(
    String service, Duration interval, Duration timeout, Duration deregisterAfter)
    implements HealthCheck {
  /** Every second, answered within one; forgotten after a minute. */
  public static final GrpcCheck DEFAULT =
      new GrpcCheck("", Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(1));

  public GrpcCheck {
    requireNonNull(service, "service");
    AtLeast.check("interval", interval, Duration.ofSeconds(1));
    AtLeast.check("timeout", timeout, Duration.ofMillis(1));
    AtLeast.check("deregisterAfter", deregisterAfter, Duration.ofMinutes(1));
  }
}
