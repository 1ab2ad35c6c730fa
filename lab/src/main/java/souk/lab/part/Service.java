// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.util.Map;
import souk.lab.process.ChildSpec;
import souk.lab.process.Signal;

/** One instance of a service that Consul knows. */
final class Service implements Part {
  private final ShopHome home;
  private final ServiceKind kind;
  private final String name;
  private final Map<String, String> environment;
  private final Registry registry;
  private final ShopPlan plan;

  Service(
      ShopHome home,
      ServiceKind kind,
      String name,
      Map<String, String> environment,
      Registry registry,
      ShopPlan plan) {
    this.home = home;
    this.kind = kind;
    this.name = name;
    this.environment = environment;
    this.registry = registry;
    this.plan = plan;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isStore() {
    return false;
  }

  @Override
  public String service() {
    return kind.service();
  }

  @Override
  public void prepare() {
    registry.forget(name);
  }

  @Override
  public ChildSpec spec() {
    return new ChildSpec(
        name,
        plan.command(home, kind),
        environment,
        home.folder(),
        home.log(name).file(),
        Signal.TERM,
        ChildSpec.Rank.SERVICE);
  }

  @Override
  public boolean isReady() {
    return registry.isPassing(name);
  }

  @Override
  public boolean isRegistered() {
    return true;
  }

  @Override
  public String address() {
    Registry.Registered registered = registry.instances().get(name);
    return registered == null ? "-" : registered.address();
  }

  @Override
  public String metrics() {
    return ServiceEnvironment.metricsAddress(environment);
  }
}
