// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one instance told at one time, as far as it concerns who watches. Immutable once made.
 *
 * @param calls that it made, by the service that it called
 * @param served calls that it was asked for, health checks left out
 * @param breakers the state of each, by target and class of calls, such as {@code cart/read}
 * @param leads whether it leads, by election
 * @param orders decided or cancelled, by what became of them
 * @param waiting tasks by kind, as the whole queue has them
 * @param values of the other metrics, added up over their labels
 */
public record Reading(
    Map<String, Histogram> calls,
    Histogram served,
    SortedMap<String, String> breakers,
    SortedMap<String, Boolean> leads,
    SortedMap<String, Double> orders,
    SortedMap<String, Double> waiting,
    Map<String, Double> values) {
  private static final String BUCKET = "_bucket";
  private static final String COUNT = "_count";
  private static final String CALLS = "grpc_client_call_duration_seconds";
  private static final String SERVED = "grpc_server_call_duration_seconds";
  private static final String METHOD = "grpc_method";
  private static final String BREAKERS = "souk_client_breaker_state";
  private static final String LEADER = "souk_leader";
  private static final String ORDERS = "souk_order_changed_total";
  private static final String TASKS = "souk_order_tasks";

  /** Tasks that tried to send a mail. */
  public static final String MAILS = "mails";

  public static final String PARKED = "parked";

  /** In seconds. */
  public static final String OLDEST_TASK = "souk_order_task_age_seconds";

  public static final String LIMIT = "souk_server_limit";
  public static final String MOST = "souk_server_limit_most";
  public static final String SHED = "souk_server_shed_total";
  public static final String CONNECTIONS = "db_client_connection_count";
  private static final String ENDED = "souk_order_tasks_ended_total";
  private static final Set<String> ADDED = Set.of(LIMIT, MOST, SHED, CONNECTIONS);

  /** All that is read. */
  public static final List<String> METRICS =
      List.of(
          CALLS,
          SERVED,
          BREAKERS,
          LEADER,
          ORDERS,
          TASKS,
          ENDED,
          OLDEST_TASK,
          LIMIT,
          MOST,
          SHED,
          CONNECTIONS);

  /** Answers that are not the caller's own doing. */
  private static final Set<String> NO_FAULT =
      Set.of(
          "OK",
          "CANCELLED",
          "INVALID_ARGUMENT",
          "NOT_FOUND",
          "ALREADY_EXISTS",
          "FAILED_PRECONDITION",
          "OUT_OF_RANGE");

  /** Of what was scraped. */
  public static Reading of(List<Sample> samples) {
    Map<String, Double> values = new TreeMap<>();
    SortedMap<String, String> breakers = new TreeMap<>();
    SortedMap<String, Boolean> leads = new TreeMap<>();
    SortedMap<String, Double> orders = new TreeMap<>();
    SortedMap<String, Double> waiting = new TreeMap<>();
    Map<String, Sums> calls = new TreeMap<>();
    Sums served = new Sums();
    for (Sample each : samples) {
      switch (each.name()) {
        case CALLS + BUCKET, CALLS + COUNT ->
            calls.computeIfAbsent(each.label("grpc_target"), any -> new Sums()).add(each);
        case SERVED + BUCKET, SERVED + COUNT -> {
          if (!each.label(METHOD).startsWith("grpc.")) {
            served.add(each);
          }
        }
        case BREAKERS -> {
          if (each.value() > 0) {
            breakers.put(
                each.label("souk_target") + "/" + each.label("souk_call_class"),
                each.label("souk_breaker_state"));
          }
        }
        case LEADER -> leads.put(each.label("souk_election"), each.value() > 0);
        case ORDERS -> orders.merge(each.label("souk_order_state"), each.value(), Double::sum);
        case TASKS -> tasks(each, waiting, values);
        case ENDED -> {
          if (Set.of("receipt", "notice").contains(each.label("souk_task_kind"))) {
            values.merge(MAILS, each.value(), Double::sum);
          }
        }
        case OLDEST_TASK -> values.merge(OLDEST_TASK, each.value(), Math::max);
        default -> {
          if (ADDED.contains(each.name())) {
            values.merge(each.name(), each.value(), Double::sum);
          }
        }
      }
    }
    Map<String, Histogram> histograms = new TreeMap<>();
    calls.forEach((target, sums) -> histograms.put(target, sums.histogram()));
    return new Reading(histograms, served.histogram(), breakers, leads, orders, waiting, values);
  }

  private static void tasks(
      Sample tasks, SortedMap<String, Double> waiting, Map<String, Double> values) {
    if (tasks.label("souk_task_state").equals("waiting")) {
      waiting.put(tasks.label("souk_task_kind"), tasks.value());
    } else {
      values.merge(PARKED, tasks.value(), Double::sum);
    }
  }

  /** Calls as they are added up over methods and answers. */
  private static final class Sums {
    private final SortedMap<Double, Double> atMost = new TreeMap<>();
    private double count;
    private double errors;

    /** A stream that stays open for minutes says nothing of how fast anybody is. */
    void add(Sample calls) {
      if (calls.label(METHOD).contains("/Watch")) {
        return;
      }
      if (calls.name().endsWith(BUCKET)) {
        atMost.merge(bound(calls.label("le")), calls.value(), Double::sum);
      } else {
        count += calls.value();
        errors += NO_FAULT.contains(calls.label("grpc_status")) ? 0 : calls.value();
      }
    }

    Histogram histogram() {
      return new Histogram(atMost, count, errors);
    }
  }

  private static double bound(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  public double value(String name) {
    return values.getOrDefault(name, 0.0);
  }
}
