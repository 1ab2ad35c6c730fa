// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What programs are given to live in. */
final class Programs {
  /**
   * All that children get of the user's environment: a setting meant for something else must not
   * change a shop.
   */
  private static final List<String> INHERITED =
      List.of("PATH", "HOME", "USER", "TMPDIR", "TZ", "LANG", "LC_ALL");

  /** By which a user asks a shop's services for traces and another form of log. */
  private static final List<String> TELEMETRY =
      List.of(
          "OTEL_TRACES_EXPORTER",
          "OTEL_TRACES_SAMPLER",
          "OTEL_TRACES_SAMPLER_ARG",
          "OTEL_EXPORTER_OTLP_ENDPOINT",
          "OTEL_EXPORTER_OTLP_PROTOCOL",
          "SOUK_LOG_FORMAT");

  private Programs() {}

  static Map<String, String> environment() {
    return inherited(INHERITED);
  }

  static Map<String, String> telemetry() {
    return inherited(TELEMETRY);
  }

  private static Map<String, String> inherited(List<String> names) {
    Map<String, String> environment = new HashMap<>();
    for (String name : names) {
      String value = System.getenv(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    return environment;
  }
}
