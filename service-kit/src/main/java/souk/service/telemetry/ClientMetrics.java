// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import souk.grpc.resilience.BreakerSnapshot;
import souk.grpc.resilience.BulkheadSnapshot;
import souk.grpc.resilience.ClientResilience;
import souk.grpc.resilience.RetrySnapshot;

/** What stands before the calls to each target, by grpc-resilience's snapshots. */
final class ClientMetrics {
  private static final AttributeKey<String> TARGET = AttributeKey.stringKey("souk.target");
  private static final AttributeKey<String> CLASS = AttributeKey.stringKey("souk.call.class");
  private static final AttributeKey<String> STATE = AttributeKey.stringKey("souk.breaker.state");

  private final Meter meter;
  private final List<ClientResilience> targets = new CopyOnWriteArrayList<>();

  ClientMetrics(Meter meter) {
    this.meter = meter;
    retries();
    breakers();
    bulkheads();
  }

  void add(ClientResilience target) {
    targets.add(target);
  }

  Collection<ClientResilience> targets() {
    return Collections.unmodifiableCollection(targets);
  }

  private void retries() {
    counter(
        "souk.client.retries",
        "{attempt}",
        "Attempts after a call's first",
        eachRetry(RetrySnapshot::retries));
    counter(
        "souk.client.retries.over_budget",
        "{attempt}",
        "Attempts that were not made, since the retry budget was used up",
        eachRetry(RetrySnapshot::overBudget));
    gauge(
        "souk.client.retry_budget",
        "{attempt}",
        "How many retries the budget has left for a burst",
        eachRetry(snapshot -> (long) snapshot.tokens()));
  }

  private void breakers() {
    gauge(
        "souk.client.breaker.state",
        "1",
        "1 for the state in which the breaker is",
        eachBreaker(
            (snapshot, now) ->
                now.record(
                    1,
                    attributes(snapshot).toBuilder()
                        .put(STATE, snapshot.state().name().toLowerCase(Locale.ROOT))
                        .build())));
    counter(
        "souk.client.breaker.refused",
        "{call}",
        "Calls that were not made, since the breaker is open",
        eachBreaker((snapshot, now) -> now.record(snapshot.refused(), attributes(snapshot))));
  }

  private void bulkheads() {
    gauge(
        "souk.client.bulkhead.calls",
        "{call}",
        "Unary calls under way",
        eachBulkhead(BulkheadSnapshot::underWay));
    gauge(
        "souk.client.bulkhead.limit",
        "{call}",
        "Unary calls that may be under way at once",
        eachBulkhead(BulkheadSnapshot::most));
    counter(
        "souk.client.bulkhead.refused",
        "{call}",
        "Calls that were not made, since too many were under way",
        eachBulkhead(BulkheadSnapshot::refused));
  }

  private static BiConsumer<ClientResilience, ObservableLongMeasurement> eachRetry(
      ToLongFunction<RetrySnapshot> value) {
    return (target, now) -> {
      RetrySnapshot snapshot = target.retries();
      now.record(value.applyAsLong(snapshot), Attributes.of(TARGET, snapshot.name()));
    };
  }

  private static BiConsumer<ClientResilience, ObservableLongMeasurement> eachBulkhead(
      ToLongFunction<BulkheadSnapshot> value) {
    return (target, now) -> {
      BulkheadSnapshot snapshot = target.bulkhead();
      now.record(value.applyAsLong(snapshot), Attributes.of(TARGET, snapshot.name()));
    };
  }

  private static BiConsumer<ClientResilience, ObservableLongMeasurement> eachBreaker(
      BiConsumer<BreakerSnapshot, ObservableLongMeasurement> value) {
    return (target, now) -> target.breakers().forEach(breaker -> value.accept(breaker, now));
  }

  /** A breaker's name is its target's and its class of methods. */
  private static Attributes attributes(BreakerSnapshot breaker) {
    int slash = breaker.name().lastIndexOf('/');
    return Attributes.of(
        TARGET, breaker.name().substring(0, slash), CLASS, breaker.name().substring(slash + 1));
  }

  private void counter(
      String name,
      String unit,
      String description,
      BiConsumer<ClientResilience, ObservableLongMeasurement> read) {
    meter
        .counterBuilder(name)
        .setUnit(unit)
        .setDescription(description)
        .buildWithCallback(now -> targets.forEach(target -> read.accept(target, now)));
  }

  private void gauge(
      String name,
      String unit,
      String description,
      BiConsumer<ClientResilience, ObservableLongMeasurement> read) {
    meter
        .gaugeBuilder(name)
        .ofLongs()
        .setUnit(unit)
        .setDescription(description)
        .buildWithCallback(now -> targets.forEach(target -> read.accept(target, now)));
  }
}
