// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What this instance does with orders and tasks: {@code souk.order.*}. Thread-safe. */
final class OrderMetrics implements OrderChanges.Listener {
  private static final AttributeKey<String> STATE = AttributeKey.stringKey("souk.order.state");
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("souk.order.reason");
  private static final AttributeKey<String> KIND = AttributeKey.stringKey("souk.task.kind");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("souk.task.outcome");
  private static final List<Double> SECONDS =
      List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0);

  private final LongCounter changed;
  private final DoubleHistogram checkouts;
  private final LongCounter ended;
  private final LongCounter takenOver;

  OrderMetrics(Meter meter) {
    this.changed =
        meter
            .counterBuilder("souk.order.changed")
            .setUnit("{order}")
            .setDescription("Orders that were decided or cancelled, by what became of them")
            .build();
    this.checkouts =
        meter
            .histogramBuilder("souk.order.checkout.duration")
            .setUnit("s")
            .setDescription("Checkouts that were answered with an order, by its state then")
            .setExplicitBucketBoundariesAdvice(SECONDS)
            .build();
    this.ended =
        meter
            .counterBuilder("souk.order.tasks.ended")
            .setUnit("{attempt}")
            .setDescription("Attempts at tasks, by how they ended")
            .build();
    this.takenOver =
        meter
            .counterBuilder("souk.order.tasks.taken_over")
            .setUnit("{task}")
            .setDescription("Tasks taken that an earlier holder had left without a word")
            .build();
    // From the start, or the first one would be no increase.
    for (TaskKind kind : TaskKind.values()) {
      takenOver.add(0, Attributes.of(KIND, QueueMetrics.word(kind)));
    }
  }

  @Override
  public void changed(Order order) {
    if (order.isDecided()) {
      changed.add(1, Attributes.of(STATE, word(order.state()), REASON, word(order.reason())));
    }
  }

  @Override
  public void recorded(Collection<String> orderIds) {}

  /** A checkout was answered. */
  void checkedOut(Order order, Duration took) {
    checkouts.record(
        took.toNanos() / (double) TimeUnit.SECONDS.toNanos(1),
        Attributes.of(STATE, word(order.state())));
  }

  void taken(TaskStore.Taken task) {
    if (task.wasLeft()) {
      takenOver.add(1, Attributes.of(KIND, QueueMetrics.word(task.lease().kind())));
    }
  }

  /** The same work, with its end counted. */
  Supplier<TaskOutcome> counted(TaskKind kind, Supplier<TaskOutcome> work) {
    return () -> {
      String outcome = "failed";
      try {
        TaskOutcome result = work.get();
        outcome = word(result);
        return result;
      } finally {
        ended.add(1, Attributes.of(KIND, QueueMetrics.word(kind), OUTCOME, outcome));
      }
    };
  }

  private static String word(TaskOutcome outcome) {
    return switch (outcome) {
      case TaskOutcome.Done done -> "done";
      case TaskOutcome.Ended ended -> "done";
      case TaskOutcome.Again again -> "again";
      case TaskOutcome.Later later -> "later";
      case TaskOutcome.Refused refused -> "refused";
      case TaskOutcome.Park park -> "parked";
    };
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
