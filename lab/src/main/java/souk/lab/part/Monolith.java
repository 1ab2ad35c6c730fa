// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import souk.lab.process.ChildSpec;
import souk.lab.process.Signal;

/**
 * One of each service that Consul knows, in one process. Each is given the settings that it has
 * alone, and registers by itself; where Consul is, is what the gateway is told.
 */
final class Monolith implements Part {
  private static final String NAME = "monolith";
  private static final List<ServiceKind> KINDS =
      Arrays.stream(ServiceKind.values()).filter(kind -> !kind.isOutside()).toList();

  private final ShopHome home;
  private final ServiceEnvironment environment;
  private final Registry registry;
  private final ShopPlan plan;

  Monolith(ShopHome home, ServiceEnvironment environment, Registry registry, ShopPlan plan) {
    this.home = home;
    this.environment = environment;
    this.registry = registry;
    this.plan = plan;
  }

  private static String instance(ServiceKind kind) {
    return kind.service() + "-1";
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String service() {
    return NAME;
  }

  @Override
  public boolean isStore() {
    return false;
  }

  @Override
  public void prepare() {
    KINDS.forEach(kind -> registry.forget(instance(kind)));
  }

  /** The form of the log is the process'. */
  private static boolean isItsOwn(String key) {
    return (key.startsWith("SOUK_") && !key.startsWith("SOUK_LOG_")) || key.startsWith("OTEL_");
  }

  @Override
  public ChildSpec spec() {
    Map<String, String> together = new HashMap<>();
    for (ServiceKind kind : KINDS) {
      environment
          .of(kind, instance(kind))
          .forEach(
              (key, value) ->
                  together.putIfAbsent(isItsOwn(key) ? kind.name() + "_" + key : key, value));
    }
    return new ChildSpec(
        NAME,
        plan.monolithCommand(home),
        together,
        home.folder(),
        home.log(NAME).file(),
        Signal.TERM,
        ChildSpec.Rank.SERVICE);
  }

  /** Its services drain one after the other, and in training it writes down what it saw. */
  @Override
  public Duration stopPatience() {
    return Duration.ofMinutes(2);
  }

  @Override
  public boolean isReady() {
    return KINDS.stream().allMatch(kind -> registry.isPassing(instance(kind)));
  }

  /** What its gateway is known by. */
  @Override
  public String address() {
    Registry.Registered gateway = registry.instances().get(instance(ServiceKind.GATEWAY));
    return gateway == null ? "-" : gateway.address();
  }
}
