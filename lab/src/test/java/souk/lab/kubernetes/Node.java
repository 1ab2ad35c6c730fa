// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A part of a manifest: an object, a list or a scalar. What is missing is an empty node.
 *
 * @param value as YAML has it; null when missing
 */
record Node(@Nullable Object value) {
  /** What is at a path of fields, such as {@code spec.template}; no field has a dot in its name. */
  Node at(String path) {
    Node node = this;
    for (String field : path.split("\\.")) {
      node = node.field(field);
    }
    return node;
  }

  Node field(String name) {
    return new Node(value instanceof Map<?, ?> map ? map.get(name) : null);
  }

  /** The elements of a list; none when missing. */
  List<Node> items() {
    return value instanceof List<?> list ? list.stream().map(Node::new).toList() : List.of();
  }

  boolean isMissing() {
    return value == null;
  }

  String text() {
    return String.valueOf(value);
  }

  int number() {
    return value instanceof Number number ? number.intValue() : 0;
  }

  String kind() {
    return at("kind").text();
  }

  String name() {
    return at("metadata.name").text();
  }

  /** The pod that a workload makes, if this is one. */
  Optional<Node> pod() {
    Node template = at("spec.template.spec");
    return template.isMissing() ? Optional.empty() : Optional.of(template);
  }

  Map<?, ?> labels() {
    return at("spec.template.metadata.labels").value() instanceof Map<?, ?> labels
        ? labels
        : Map.of();
  }

  /** Whether a label selector takes pods with these labels. */
  boolean selects(Map<?, ?> labels) {
    boolean all =
        at("matchLabels").value() instanceof Map<?, ?> wanted
            ? wanted.entrySet().stream()
                .allMatch(label -> label.getValue().equals(labels.get(label.getKey())))
            : true;
    return all
        && at("matchExpressions").items().stream()
            .allMatch(
                in ->
                    in.at("operator").text().equals("In")
                        && in.at("values").items().stream()
                            .anyMatch(
                                v ->
                                    v.text()
                                        .equals(String.valueOf(labels.get(in.at("key").text())))));
  }

  /** This node and all below. */
  Stream<Node> everything() {
    return switch (value) {
      case Map<?, ?> map ->
          Stream.concat(
              Stream.of(this), map.values().stream().map(Node::new).flatMap(Node::everything));
      case List<?> list ->
          Stream.concat(Stream.of(this), list.stream().map(Node::new).flatMap(Node::everything));
      case null, default -> Stream.of(this);
    };
  }
}
