// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import souk.grpc.consul.ServiceHealth.Instance;

/** Consul's JSON, both ways. What is missing or of another type is an error, never a null. */
final class ConsulJson {
  private static final Gson GSON = new Gson();

  private ConsulJson() {}

  /** The body of {@code PUT /v1/agent/service/register}. */
  static String registration(ServiceInstance instance) {
    GrpcCheck check = instance.check();
    return GSON.toJson(
        Map.of(
            "ID", instance.id(),
            "Name", instance.service(),
            "Address", instance.address(),
            "Port", instance.port(),
            "Tags", instance.tags(),
            "Meta", instance.meta(),
            "Check",
                Map.of(
                    "Name", "gRPC health of " + instance.id(),
                    "GRPC", instance.target(),
                    "Interval", check.interval().toMillis() + "ms",
                    "Timeout", check.timeout().toMillis() + "ms",
                    "DeregisterCriticalServiceAfter", check.deregisterAfter().toMillis() + "ms")));
  }

  /** The answer of {@code GET /v1/health/service/NAME}. */
  static ServiceHealth health(String body, long index) throws ConsulException {
    try {
      List<Instance> instances = new ArrayList<>();
      for (JsonElement entry : JsonParser.parseString(body).getAsJsonArray()) {
        instances.add(instance(entry.getAsJsonObject()));
      }
      return new ServiceHealth(index, instances);
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NumberFormatException e) {
      throw malformed("list of instances", body, e);
    }
  }

  /** The hash in the answer of {@code GET /v1/agent/service/ID}. */
  static String contentHash(String body) throws ConsulException {
    try {
      return text(JsonParser.parseString(body).getAsJsonObject(), "ContentHash");
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw malformed("registration", body, e);
    }
  }

  private static Instance instance(JsonObject entry) {
    JsonObject service = member(entry, "Service").getAsJsonObject();
    JsonObject node = member(entry, "Node").getAsJsonObject();
    String address = text(service, "Address");
    return new Instance(
        text(service, "ID"),
        address.isEmpty() ? text(node, "Address") : address,
        member(service, "Port").getAsInt(),
        tags(service.get("Tags")),
        meta(service.get("Meta")),
        passing(member(entry, "Checks").getAsJsonArray()));
  }

  private static boolean passing(JsonArray checks) {
    for (JsonElement check : checks) {
      if (!text(check.getAsJsonObject(), "Status").equals("passing")) {
        return false;
      }
    }
    return true;
  }

  // Consul writes null for no tags and for no metadata.
  private static List<String> tags(@Nullable JsonElement tags) {
    if (tags == null || tags.isJsonNull()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    tags.getAsJsonArray().forEach(tag -> texts.add(tag.getAsString()));
    return texts;
  }

  private static Map<String, String> meta(@Nullable JsonElement meta) {
    if (meta == null || meta.isJsonNull()) {
      return Map.of();
    }
    Map<String, String> texts = new LinkedHashMap<>();
    meta.getAsJsonObject().asMap().forEach((key, value) -> texts.put(key, value.getAsString()));
    return texts;
  }

  private static String text(JsonObject object, String name) {
    return member(object, name).getAsString();
  }

  private static JsonElement member(JsonObject object, String name) {
    JsonElement member = object.get(name);
    if (member == null) {
      throw new JsonParseException("no " + name);
    }
    return member;
  }

  private static ConsulException malformed(String what, String body, RuntimeException cause) {
    String start = body.length() <= 100 ? body : body.substring(0, 100) + "...";
    return new ConsulException.Malformed(
        "not a %s of Consul's: %s (%s)".formatted(what, start, cause.getMessage()), cause);
  }
}
