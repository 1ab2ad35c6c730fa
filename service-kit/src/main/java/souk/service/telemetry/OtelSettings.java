// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the {@code OTEL_*} variables of an environment say, with this shop's defaults. */
final class OtelSettings {
  private static final String PREFIX = "OTEL_";
  private static final List<String> EXPORTERS =
      List.of("otel.metrics.exporter", "otel.traces.exporter", "otel.logs.exporter");

  private final Map<String, String> properties = new HashMap<>();

  OtelSettings(Map<String, String> environment) {
    EXPORTERS.forEach(exporter -> properties.put(exporter, "none"));
    environment.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX) && !value.isEmpty()) {
            properties.put(key.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    if (!exports("otel.traces.exporter")) {
      // An exemplar names a trace; without traces it would only cost.
      properties.putIfAbsent("otel.metrics.exemplar.filter", "always_off");
    }
  }

  boolean anyExporter() {
    return !isDisabled() && EXPORTERS.stream().anyMatch(this::exports);
  }

  boolean traces() {
    return exports(EXPORTERS.get(1));
  }

  private boolean exports(String exporter) {
    return !"none".equals(properties.get(exporter));
  }

  private boolean isDisabled() {
    return "true".equals(properties.get("otel.sdk.disabled"));
  }

  OpenTelemetrySdk sdk(String service, String instance) {
    Resource identity =
        Resource.create(
            Attributes.builder()
                .put("service.name", service)
                .put("service.instance.id", instance)
                .build());
    return AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesSupplier(() -> properties)
        .addResourceCustomizer((resource, config) -> resource.merge(identity))
        .disableShutdownHook()
        .build()
        .getOpenTelemetrySdk();
  }
}
