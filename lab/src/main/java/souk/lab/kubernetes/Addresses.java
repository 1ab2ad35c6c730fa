// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.kubernetes;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import souk.lab.process.LabException;

/**
 * The ConfigMap {@code addresses}, whose name goes on with a hash of what is in it: old ones stay
 * in the namespace, and the one that counts is that of the running services.
 */
final class Addresses {
  private static final String PREFIX = "addresses";

  private Addresses() {}

  /**
   * Which one a Deployment refers to.
   *
   * @throws LabException when it refers to none
   */
  static String configMapOf(JsonObject deployment) {
    return find(deployment)
        .orElseThrow(() -> new LabException("the Deployment order names no ConfigMap " + PREFIX));
  }

  private static Optional<String> find(JsonElement element) {
    if (element.isJsonArray()) {
      return element.getAsJsonArray().asList().stream()
          .flatMap(each -> find(each).stream())
          .findFirst();
    }
    if (!element.isJsonObject()) {
      return Optional.empty();
    }
    @Nullable JsonElement reference = element.getAsJsonObject().get("configMapKeyRef");
    if (reference != null) {
      String name = reference.getAsJsonObject().get("name").getAsString();
      return Optional.of(name).filter(each -> each.startsWith(PREFIX));
    }
    return element.getAsJsonObject().asMap().values().stream()
        .flatMap(each -> find(each).stream())
        .findFirst();
  }

  /** Its keys and values. */
  static Map<String, String> of(JsonObject configMap) {
    Map<String, String> values = new HashMap<>();
    configMap
        .getAsJsonObject("data")
        .asMap()
        .forEach((key, value) -> values.put(key, value.getAsString()));
    return values;
  }
}
