// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.util.function.BooleanSupplier;
import souk.grpc.consul.ConsulNameResolverProvider;
import souk.grpc.consul.WatchSnapshot;

/** What this process has to do with Consul. */
final class ConsulMetrics {
  private static final AttributeKey<String> TARGET = AttributeKey.stringKey("souk.target");
  private static final AttributeKey<String> HEALTH = AttributeKey.stringKey("souk.consul.health");
  private static final AttributeKey<String> ELECTION = AttributeKey.stringKey("souk.election");

  private ConsulMetrics() {}

  static void showWatches(Meter meter, ConsulNameResolverProvider provider) {
    meter
        .gaugeBuilder("souk.consul.watch.instances")
        .ofLongs()
        .setUnit("{instance}")
        .setDescription("Instances that Consul named when it last answered")
        .buildWithCallback(
            now -> {
              for (WatchSnapshot watch : provider.watches()) {
                int others = watch.instances() - watch.passing();
                now.record(
                    watch.passing(), Attributes.of(TARGET, watch.service(), HEALTH, "passing"));
                now.record(others, Attributes.of(TARGET, watch.service(), HEALTH, "other"));
              }
            });
    meter
        .gaugeBuilder("souk.consul.watch.up_to_date")
        .ofLongs()
        .setUnit("1")
        .setDescription(
            "1 when Consul answered when it was last asked, 0 while the last list stands")
        .buildWithCallback(
            now ->
                provider
                    .watches()
                    .forEach(
                        watch ->
                            now.record(
                                watch.upToDate() ? 1 : 0, Attributes.of(TARGET, watch.service()))));
    meter
        .counterBuilder("souk.consul.watch.failures")
        .setUnit("{request}")
        .setDescription("How often Consul could not be asked")
        .buildWithCallback(
            now ->
                provider
                    .watches()
                    .forEach(
                        watch ->
                            now.record(watch.failures(), Attributes.of(TARGET, watch.service()))));
  }

  static void showRegistration(Meter meter, BooleanSupplier isRegistered) {
    meter
        .gaugeBuilder("souk.consul.registered")
        .ofLongs()
        .setUnit("1")
        .setDescription("1 while Consul knows this instance")
        .buildWithCallback(now -> now.record(isRegistered.getAsBoolean() ? 1 : 0));
  }

  static void showElection(Meter meter, String election, BooleanSupplier isLeader) {
    Attributes attributes = Attributes.of(ELECTION, election);
    meter
        .gaugeBuilder("souk.leader")
        .ofLongs()
        .setUnit("1")
        .setDescription("1 while this instance leads")
        .buildWithCallback(now -> now.record(isLeader.getAsBoolean() ? 1 : 0, attributes));
  }
}
