// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A check that this process feeds: for instances that Consul can't call. It tells the agent that
 * the instance was registered with, three times in each time to live; an instance that says nothing
 * for longer is critical. For an agent of one's own node, since only that agent knows.
 *
 * @param isHealthy asked on the registration's thread; must answer well within a third of the TTL
 * @param ttl 1 s or more
 * @param deregisterAfter 1 minute or more
 */
public record TtlCheck(BooleanSupplier isHealthy, Duration ttl, Duration deregisterAfter)
    implements HealthCheck {
  public TtlCheck {
    requireNonNull(isHealthy, "isHealthy");
    AtLeast.check("ttl", ttl, Duration.ofSeconds(1));
    AtLeast.check("deregisterAfter", deregisterAfter, Duration.ofMinutes(1));
  }

  /** Forgotten after a minute. */
  public static TtlCheck of(BooleanSupplier isHealthy, Duration ttl) {
    return new TtlCheck(isHealthy, ttl, Duration.ofMinutes(1));
  }
}
