// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab.kubernetes;

import static java.util.Objects.requireNonNull;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The API's own schema (OpenAPI, as the API server of {@code schema.json}'s version tells it,
 * without descriptions), strictly: a field that it doesn't know is an error, as with {@code kubectl
 * apply --validate=strict}.
 */
final class ApiSchema {
  private final JsonObject kinds;
  private final JsonObject definitions;

  ApiSchema() throws IOException {
    try (Reader in =
        new InputStreamReader(
            requireNonNull(
                ApiSchema.class.getResourceAsStream("schema.json"), "schema.json is missing"),
            StandardCharsets.UTF_8)) {
      JsonObject schema = JsonParser.parseReader(in).getAsJsonObject();
      kinds = schema.getAsJsonObject("kinds");
      definitions = schema.getAsJsonObject("definitions");
    }
  }

  /** What is wrong with an object, each with its path; empty when nothing is. */
  List<String> errors(Node object) {
    List<String> errors = new ArrayList<>();
    JsonElement definition = kinds.get(object.at("apiVersion").text() + " " + object.kind());
    if (definition == null) {
      return List.of(object.at("apiVersion").text() + " " + object.kind() + ": no such kind");
    }
    check(
        object.kind() + "/" + object.name(),
        object.value(),
        definitions.getAsJsonObject(definition.getAsString()),
        errors);
    return errors;
  }

  private void check(String path, Object value, JsonObject schema, List<String> errors) {
    if (schema.has("$ref")) {
      String name = schema.get("$ref").getAsString().replace("#/definitions/", "");
      check(path, value, definitions.getAsJsonObject(name), errors);
      return;
    }
    String type = schema.has("type") ? schema.get("type").getAsString() : "object";
    String format = schema.has("format") ? schema.get("format").getAsString() : "";
    switch (type) {
      case "object" -> checkObject(path, value, schema, errors);
      case "array" -> {
        if (value instanceof List<?> list) {
          for (int i = 0; i < list.size(); i++) {
            check(path + "[" + i + "]", list.get(i), schema.getAsJsonObject("items"), errors);
          }
        } else {
          errors.add(path + ": " + value + " is no list");
        }
      }
      case "string" -> {
        boolean fits =
            value instanceof String || (format.equals("int-or-string") && value instanceof Integer);
        checkScalar(fits, path, value, type, errors);
      }
      case "integer" -> checkScalar(value instanceof Integer, path, value, type, errors);
      case "number" -> checkScalar(value instanceof Number, path, value, type, errors);
      case "boolean" -> checkScalar(value instanceof Boolean, path, value, type, errors);
      default -> errors.add(path + ": type " + type);
    }
  }

  private static void checkScalar(
      boolean fits, String path, Object value, String type, List<String> errors) {
    if (!fits) {
      errors.add(path + ": " + value + " is no " + type);
    }
  }

  private void checkObject(String path, Object value, JsonObject schema, List<String> errors) {
    if (!(value instanceof Map<?, ?> map)) {
      errors.add(path + ": " + value + " is no object");
      return;
    }
    if (schema.has("required")) {
      for (JsonElement required : schema.getAsJsonArray("required")) {
        if (map.get(required.getAsString()) == null) {
          errors.add(path + ": " + required.getAsString() + " is missing");
        }
      }
    }
    JsonObject properties = schema.getAsJsonObject("properties");
    JsonObject others = schema.getAsJsonObject("additionalProperties");
    map.forEach(
        (key, field) -> {
          String name = path + "." + key;
          if (properties != null && properties.has(String.valueOf(key))) {
            check(name, field, properties.getAsJsonObject(String.valueOf(key)), errors);
          } else if (others != null) {
            check(name, field, others, errors);
          } else if (properties != null) {
            errors.add(name + ": unknown field");
          }
        });
  }
}
