// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import io.grpc.Deadline;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.NameResolver.ConfigOrError;
import java.util.Map;

/** The policy as it is, but for the time that it goes by, under a name of its own. */
public final class BalancerOnManualTime extends LoadBalancerProvider {
  private final Deadline.Ticker ticker;

  public BalancerOnManualTime(Deadline.Ticker ticker) {
    this.ticker = ticker;
  }

  @Override
  public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
    return new EjectingLoadBalancer(helper, EjectionPolicy.DEFAULT, ticker);
  }

  @Override
  public ConfigOrError parseLoadBalancingPolicyConfig(Map<String, ?> config) {
    return ConfigOrError.fromConfig("no settings");
  }

  @Override
  public String getPolicyName() {
    return "ejecting_on_manual_time";
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
