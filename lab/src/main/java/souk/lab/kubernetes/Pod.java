// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.kubernetes;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import souk.lab.process.LabException;

/**
 * One pod, as the API tells of it.
 *
 * @param part what it is one of, by the label {@code app.kubernetes.io/name}; empty without
 * @param ofTheShop whether it bears the label {@code app.kubernetes.io/part-of=souk}: stores and
 *     Consul don't
 * @param ready whether it takes calls: it is ready and not about to leave
 * @param leaving whether it was told to go
 * @param address its own; empty while it has none
 * @param node where it runs; empty while that is not known
 */
record Pod(
    String name,
    String part,
    boolean ofTheShop,
    boolean ready,
    boolean leaving,
    String address,
    String node) {

  /**
   * Reads what {@code kubectl get pods -o json} prints.
   *
   * @throws LabException when it is something else
   */
  static List<Pod> listOf(String json) {
    try {
      JsonArray items = JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("items");
      List<Pod> pods = new ArrayList<>();
      for (JsonElement item : items) {
        pods.add(of(item.getAsJsonObject()));
      }
      return pods;
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      throw new LabException("kubectl's answer is not understood: " + e.getMessage(), e);
    }
  }

  /** One object of the API. */
  static Pod of(JsonObject pod) {
    JsonObject metadata = object(pod, "metadata");
    JsonObject labels = object(metadata, "labels");
    JsonObject status = object(pod, "status");
    boolean leaving = metadata.has("deletionTimestamp");
    return new Pod(
        text(metadata, "name"),
        text(labels, "app.kubernetes.io/name"),
        text(labels, "app.kubernetes.io/part-of").equals("souk"),
        !leaving && isReady(status),
        leaving,
        text(status, "podIP"),
        text(object(pod, "spec"), "nodeName"));
  }

  private static boolean isReady(JsonObject status) {
    JsonElement conditions = status.get("conditions");
    if (conditions == null) {
      return false;
    }
    for (JsonElement each : conditions.getAsJsonArray()) {
      JsonObject condition = each.getAsJsonObject();
      if (text(condition, "type").equals("Ready")) {
        return text(condition, "status").equals("True");
      }
    }
    return false;
  }

  private static JsonObject object(JsonObject parent, String key) {
    JsonElement value = parent.get(key);
    return value == null || value.isJsonNull() ? new JsonObject() : value.getAsJsonObject();
  }

  private static String text(JsonObject parent, String key) {
    JsonElement value = parent.get(key);
    return value == null || value.isJsonNull() ? "" : value.getAsString();
  }
}
