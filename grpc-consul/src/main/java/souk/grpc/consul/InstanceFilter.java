// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import souk.grpc.consul.ServiceHealth.Instance;

/**
 * Which of a service's instances a channel is for: those that have all of these tags and all of
 * this metadata.
 */
record InstanceFilter(List<String> tags, Map<String, String> meta) {
  static final InstanceFilter ALL = new InstanceFilter(List.of(), Map.of());

  private static final String TAG = "tag";
  private static final String META = "meta.";

  InstanceFilter {
    tags = List.copyOf(tags);
    meta = Map.copyOf(meta);
  }

  /**
   * Reads a target's query: {@code tag=canary&meta.version=2}.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  static InstanceFilter parse(String query) {
    List<String> tags = new ArrayList<>();
    Map<String, String> meta = new TreeMap<>();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : decode(parameter.substring(0, equals));
      String value = equals < 0 ? "" : decode(parameter.substring(equals + 1));
      if (value.isEmpty()) {
        throw new IllegalArgumentException(
            "\"" + parameter + "\" (expected: tag=NAME or meta.KEY=VALUE)");
      }
      if (name.equals(TAG)) {
        tags.add(value);
      } else if (!name.startsWith(META) || name.length() == META.length()) {
        throw new IllegalArgumentException(
            "\"" + parameter + "\" (expected: tag=NAME or meta.KEY=VALUE)");
      } else if (meta.put(name.substring(META.length()), value) != null) {
        throw new IllegalArgumentException("\"" + name + "\" twice (expected: once)");
      }
    }
    return new InstanceFilter(tags, meta);
  }

  boolean matches(Instance instance) {
    return instance.tags().containsAll(tags)
        && instance.meta().entrySet().containsAll(meta.entrySet());
  }

  // A plus is a plus: this is a URI's query, not a form's.
  private static String decode(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  /** As in a target, for messages; empty if it lets all pass. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    tags.forEach(tag -> parts.add(TAG + "=" + tag));
    new TreeMap<>(meta).forEach((key, value) -> parts.add(META + key + "=" + value));
    return String.join("&", parts);
  }
}
