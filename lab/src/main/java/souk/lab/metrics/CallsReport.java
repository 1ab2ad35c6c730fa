// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How the calls of a shop are doing, in lines for people: what is as it should be in a word, what
 * is not by name.
 */
public final class CallsReport {
  private static final String TARGET = "souk_target";
  private static final String KIND = "souk_task_kind";

  private final Scrapes scrapes;
  private final boolean all;

  /**
   * @param all whether to show also what is as it should be
   */
  public CallsReport(Scrapes scrapes, boolean all) {
    this.scrapes = scrapes;
    this.all = all;
  }

  /** The lines, without line ends. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    breakers(lines);
    instancesOut(lines);
    limits(lines);
    if (all) {
      bulkheads(lines);
    }
    leaders(lines);
    tasks(lines);
    if (!scrapes.silent().isEmpty()) {
      lines.add("No metrics from: " + String.join(", ", scrapes.silent()));
    }
    return lines;
  }

  private void breakers(List<String> lines) {
    List<Sample> breakers = scrapes.of("souk_client_breaker_state");
    List<Sample> shown =
        breakers.stream()
            .filter(each -> all || !each.label("souk_breaker_state").equals("closed"))
            .toList();
    long closed =
        breakers.stream().filter(each -> each.label("souk_breaker_state").equals("closed")).count();
    lines.add("Breakers: " + closed + " of " + breakers.size() + " closed");
    Map<String, Double> refused = new TreeMap<>();
    scrapes.of("souk_client_breaker_refused_total").forEach(s -> refused.put(name(s), s.value()));
    for (Sample each : shown) {
      lines.add(
          "  %-32s %-10s %,.0f refused"
              .formatted(
                  name(each),
                  each.label("souk_breaker_state"),
                  refused.getOrDefault(name(each), 0.0)));
    }
  }

  private static String name(Sample breaker) {
    return breaker.instance()
        + " → "
        + breaker.label(TARGET)
        + "/"
        + breaker.label("souk_call_class");
  }

  private void instancesOut(List<String> lines) {
    String out =
        scrapes.of("grpc_lb_ejecting_least_request_instances").stream()
            .filter(each -> each.value() > 0 && !each.label("grpc_lb_instance_state").equals("in"))
            .map(
                each ->
                    "%s → %s: %.0f %s"
                        .formatted(
                            each.instance(),
                            each.label("grpc_target").replace("consul:///", ""),
                            each.value(),
                            each.label("grpc_lb_instance_state")))
            .collect(Collectors.joining(", "));
    lines.add("Ejected:  " + (out.isEmpty() ? "none" : out));
  }

  private void limits(List<String> lines) {
    Map<String, Double> most = byInstance("souk_server_limit_most");
    Map<String, Double> underWay = byInstance("souk_server_calls");
    Map<String, Double> shed = new TreeMap<>();
    scrapes
        .of("souk_server_shed_total")
        .forEach(each -> shed.merge(each.instance(), each.value(), Double::sum));
    List<String> shown = new ArrayList<>();
    for (Sample limit : scrapes.of("souk_server_limit")) {
      String instance = limit.instance();
      double refused = shed.getOrDefault(instance, 0.0);
      double allowed = most.getOrDefault(instance, limit.value());
      if (all || refused > 0 || limit.value() < allowed) {
        shown.add(
            "  %-12s %.0f of %.0f at once, %.0f under way, %,.0f shed"
                .formatted(
                    instance,
                    limit.value(),
                    allowed,
                    underWay.getOrDefault(instance, 0.0),
                    refused));
      }
    }
    lines.add("Limits:   " + (shown.isEmpty() ? "none lowered, nothing shed" : ""));
    lines.addAll(shown);
  }

  private Map<String, Double> byInstance(String metric) {
    Map<String, Double> values = new TreeMap<>();
    scrapes.of(metric).forEach(each -> values.put(each.instance(), each.value()));
    return values;
  }

  private void bulkheads(List<String> lines) {
    Map<String, Sample> limits = new TreeMap<>();
    scrapes.of("souk_client_bulkhead_limit").forEach(each -> limits.put(target(each), each));
    Map<String, Double> retries = new TreeMap<>();
    scrapes.of("souk_client_retries_total").forEach(s -> retries.put(target(s), s.value()));
    lines.add("Targets:");
    for (Sample calls : scrapes.of("souk_client_bulkhead_calls")) {
      Sample limit = limits.get(target(calls));
      lines.add(
          "  %-26s %.0f of %.0f under way, %,.0f tried again"
              .formatted(
                  target(calls),
                  calls.value(),
                  limit == null ? Double.NaN : limit.value(),
                  retries.getOrDefault(target(calls), 0.0)));
    }
  }

  private static String target(Sample sample) {
    return sample.instance() + " → " + sample.label(TARGET);
  }

  private void leaders(List<String> lines) {
    Map<String, String> leaders = new TreeMap<>();
    for (Sample each : scrapes.of("souk_leader")) {
      leaders.merge(
          each.label("souk_election"),
          each.value() > 0 ? each.instance() : "",
          (one, other) -> one.isEmpty() || other.isEmpty() ? one + other : one + " and " + other);
    }
    leaders.forEach(
        (election, leader) ->
            lines.add("Leader:   " + (leader.isEmpty() ? "nobody" : leader) + " of " + election));
  }

  /** Each instance of the order service tells of the same queue. */
  private void tasks(List<String> lines) {
    Map<String, Double> waiting = new TreeMap<>();
    double parked = 0;
    for (Sample each : scrapes.of("souk_order_tasks")) {
      if (each.label("souk_task_state").equals("waiting")) {
        waiting.merge(each.label(KIND), each.value(), Math::max);
      }
    }
    Map<String, Double> parkedOf = new TreeMap<>();
    scrapes.of("souk_order_tasks").stream()
        .filter(each -> each.label("souk_task_state").equals("parked"))
        .forEach(each -> parkedOf.merge(each.label(KIND), each.value(), Math::max));
    for (double each : parkedOf.values()) {
      parked += each;
    }
    double oldest =
        scrapes.of("souk_order_task_age_seconds").stream()
            .mapToDouble(Sample::value)
            .max()
            .orElse(0);
    String kinds =
        waiting.entrySet().stream()
            .filter(each -> each.getValue() > 0)
            .map(each -> "%s %.0f".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining(", "));
    lines.add(
        "Tasks:    "
            + (kinds.isEmpty() ? "none wait" : kinds + "; the oldest %.0f s".formatted(oldest))
            + "; %.0f parked".formatted(parked));
  }
}
