// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import io.grpc.Deadline;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.NameResolver.ConfigOrError;
import java.util.Map;

/**
 * The load-balancing policy {@value #NAME}: per request to the instance with the fewest under way,
 * past those that hang, fail or lag behind the others. It has no settings. Found by {@link
 * java.util.ServiceLoader}; a channel asks for it by name, with {@code defaultLoadBalancingPolicy}
 * or in a service config.
 *
 * <p>It knows of hung instances by attempts that end at their deadline, so it wants a client that
 * gives them one: {@link souk.grpc.resilience.ClientResilience} does, and by {@link TriedInstances}
 * lets each attempt of a call go to another instance.
 */
public final class EjectingLoadBalancerProvider extends LoadBalancerProvider {
  /** Of the policy. */
  public static final String NAME = "ejecting_least_request";

  @Override
  public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
    return new EjectingLoadBalancer(helper, EjectionPolicy.DEFAULT, Deadline.getSystemTicker());
  }

  @Override
  public ConfigOrError parseLoadBalancingPolicyConfig(Map<String, ?> config) {
    return ConfigOrError.fromConfig("no settings");
  }

  @Override
  public String getPolicyName() {
    return NAME;
  }

  @Override
  public boolean isAvailable() {
    return true;
  }

  @Override
  public int getPriority() {
    return 5;
  }
}
