// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import souk.service.telemetry.Reading;

/**
 * The queue as the database has it, the same from every instance: {@code souk.order.tasks} and
 * {@code souk.order.task.age}. A task DECIDE is an order that waits for its decision.
 */
final class QueueMetrics {
  private static final AttributeKey<String> KIND = AttributeKey.stringKey("souk.task.kind");
  private static final AttributeKey<String> STATE = AttributeKey.stringKey("souk.task.state");
  private static final Duration MAX_AGE = Duration.ofSeconds(2);
  private static final double MILLIS_PER_SECOND = 1_000;

  private QueueMetrics() {}

  static void show(Meter meter, TaskBoard board) {
    Reading<List<TaskBoard.KindCount>> counts =
        new Reading<>("the queue", MAX_AGE, board::countByKind);
    meter
        .gaugeBuilder("souk.order.tasks")
        .ofLongs()
        .setUnit("{task}")
        .setDescription("Tasks in the queue, those being worked on included")
        .buildWithCallback(
            now ->
                counts
                    .now()
                    .orElse(List.of())
                    .forEach(
                        count -> {
                          now.record(count.waiting(), attributes(count.kind(), "waiting"));
                          now.record(count.parked(), attributes(count.kind(), "parked"));
                        }));
    meter
        .gaugeBuilder("souk.order.task.age")
        .setUnit("s")
        .setDescription("Age of the oldest task that is not parked")
        .buildWithCallback(
            now ->
                counts
                    .now()
                    .orElse(List.of())
                    .forEach(
                        count ->
                            now.record(
                                count.oldest().toMillis() / MILLIS_PER_SECOND,
                                Attributes.of(KIND, word(count.kind())))));
  }

  private static Attributes attributes(TaskKind kind, String state) {
    return Attributes.of(KIND, word(kind), STATE, state);
  }

  /** What a task's span is called. */
  static String spanOf(TaskKind kind) {
    return "task " + word(kind);
  }

  static String word(TaskKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
