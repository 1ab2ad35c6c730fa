// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import souk.grpc.consul.ServiceHealth.Instance;

/** Consul's JSON, both ways. What is missing or of another type is an error, never a null. */
final class ConsulJson {
  private static final Gson GSON = new Gson();

  private ConsulJson() {}

  /** The body of {@code PUT /v1/agent/service/register}. */
  static String registration(ServiceInstance instance) {
    return GSON.toJson(
        Map.of(
            "ID", instance.id(),
            "Name", instance.service(),
            "Address", instance.address(),
            "Port", instance.port(),
            "Tags", instance.tags(),
            "Meta", instance.meta(),
            "Check", check(instance)));
  }

  private static Map<String, String> check(ServiceInstance instance) {
    Map<String, String> check = new LinkedHashMap<>();
    check.put(
        "DeregisterCriticalServiceAfter", instance.check().deregisterAfter().toMillis() + "ms");
    switch (instance.check()) {
      case GrpcCheck grpc -> {
        check.put("Name", "gRPC health of " + instance.id());
        // What Consul dials, and after a slash the health service's name to ask for, if any.
        check.put(
            "GRPC", instance.target() + (grpc.service().isEmpty() ? "" : "/" + grpc.service()));
        check.put("Interval", grpc.interval().toMillis() + "ms");
        check.put("Timeout", grpc.timeout().toMillis() + "ms");
      }
      case TtlCheck ttl -> {
        check.put("Name", "what " + instance.id() + " says of itself");
        check.put("TTL", ttl.ttl().toMillis() + "ms");
      }
    }
    return check;
  }

  /** The id that Consul gives the one check of an instance. */
  static String checkOf(String instance) {
    return "service:" + instance;
  }

  /** The body of {@code PUT /v1/agent/check/update/ID}. */
  static String checkUpdate(boolean healthy) {
    return GSON.toJson(Map.of("Status", healthy ? "passing" : "critical"));
  }

  /** The answer of {@code GET /v1/health/service/NAME}. */
  static ServiceHealth health(String body, long index) throws ConsulException {
    return parsed(
        "list of instances",
        body,
        json -> {
          List<Instance> instances = new ArrayList<>();
          json.getAsJsonArray().forEach(entry -> instances.add(instance(entry.getAsJsonObject())));
          return new ServiceHealth(index, instances);
        });
  }

  /** The hash in the answer of {@code GET /v1/agent/service/ID}. */
  static String contentHash(String body) throws ConsulException {
    return parsed("registration", body, json -> text(json.getAsJsonObject(), "ContentHash"));
  }

  /** The body of {@code PUT /v1/session/create}. */
  static String session(Candidacy candidacy) {
    Map<String, Object> session = new LinkedHashMap<>();
    session.put("Name", candidacy.name() + " for " + candidacy.key());
    session.put("TTL", candidacy.ttl().toMillis() + "ms");
    session.put("LockDelay", candidacy.lockDelay().toMillis() + "ms");
    session.put("Behavior", "release");
    if (!candidacy.instance().isEmpty()) {
      session.put("ServiceChecks", List.of(Map.of("ID", checkOf(candidacy.instance()))));
    }
    return GSON.toJson(session);
  }

  /** The answer of {@code PUT /v1/session/create}. */
  static String id(String body) throws ConsulException {
    return parsed("session", body, json -> text(json.getAsJsonObject(), "ID"));
  }

  /**
   * The body of {@code PUT /v1/txn} that takes a lock.
   *
   * @param modifyIndex that the key must have; 0 if there must be no key
   */
  static String acquisition(Candidacy candidacy, String session, long modifyIndex, long epoch) {
    String key = candidacy.key();
    Map<String, ?> unchanged =
        modifyIndex == 0
            ? Map.of("Verb", "check-not-exists", "Key", key)
            : Map.of("Verb", "check-index", "Key", key, "Index", modifyIndex);
    String value = base64(epoch(candidacy, epoch));
    Map<String, ?> lock = Map.of("Verb", "lock", "Key", key, "Value", value, "Session", session);
    return GSON.toJson(List.of(Map.of("KV", unchanged), Map.of("KV", lock)));
  }

  /** The answer of {@code GET /v1/kv/KEY} for an election's key. */
  static LockState lock(String body, long index) throws ConsulException {
    return parsed(
        "lock",
        body,
        json -> {
          JsonObject entry = json.getAsJsonArray().get(0).getAsJsonObject();
          JsonElement session = entry.get("Session");
          byte[] value = Base64.getDecoder().decode(text(entry, "Value"));
          JsonObject last = JsonParser.parseString(new String(value, UTF_8)).getAsJsonObject();
          return new LockState(
              index,
              member(entry, "ModifyIndex").getAsLong(),
              session == null ? "" : session.getAsString(),
              member(last, "epoch").getAsLong());
        });
  }

  private static Instance instance(JsonObject entry) {
    JsonObject service = member(entry, "Service").getAsJsonObject();
    JsonObject node = member(entry, "Node").getAsJsonObject();
    String address = text(service, "Address");
    JsonArray checks = member(entry, "Checks").getAsJsonArray();
    return new Instance(
        text(service, "ID"),
        address.isEmpty() ? text(node, "Address") : address,
        member(service, "Port").getAsInt(),
        tags(service.get("Tags")),
        meta(service.get("Meta")),
        meta(node.get("Meta")),
        passing(checks),
        inMaintenance(checks));
  }

  private static boolean passing(JsonArray checks) {
    for (JsonElement check : checks) {
      if (!text(check.getAsJsonObject(), "Status").equals("passing")) {
        return false;
      }
    }
    return true;
  }

  // Consul keeps an operator's word as a check: one of the node, or one of the instance.
  private static boolean inMaintenance(JsonArray checks) {
    for (JsonElement check : checks) {
      JsonElement id = check.getAsJsonObject().get("CheckID");
      if (id != null && id.getAsString().matches("_node_maintenance|_service_maintenance:.*")) {
        return true;
      }
    }
    return false;
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

  /** The value of an election's key. */
  static String epoch(Candidacy candidacy, long epoch) {
    return GSON.toJson(Map.of("epoch", epoch, "holder", candidacy.name()));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static <T> T parsed(String what, String body, Function<JsonElement, T> reading)
      throws ConsulException {
    try {
      return reading.apply(JsonParser.parseString(body));
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | UnsupportedOperationException e) {
      String start = body.length() <= 100 ? body : body.substring(0, 100) + "...";
      throw new ConsulException.Malformed(
          "not a %s of Consul's: %s (%s)".formatted(what, start, e.getMessage()), e);
    }
  }
}
