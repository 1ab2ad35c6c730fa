// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import souk.lab.cluster.ShopStatus;
import souk.lab.metrics.Sample;
import souk.lab.metrics.Scrapes;
import souk.lab.process.LabException;

/**
 * Attempts at unary calls of a service, as those count them who made them. A shopper is not told of
 * one that was cut off: it is made again, or the shop does without.
 *
 * @param all however they ended
 * @param cutOff those whose instance was not there, or went while they were under way
 */
record Attempts(long all, long cutOff) {
  /** The services that call others. */
  private static final Set<String> CALLERS = Set.of("gateway", "order");

  private static final int MOST_SCRAPES = 5;
  private static final Set<String> CUT_OFF = Set.of("UNAVAILABLE", "CANCELLED");

  /** A stream ends when its reader leaves: that is no attempt which was cut off. */
  private static final Set<String> STREAMS =
      Set.of("grpc.health.v1.Health/Watch", "souk.order.v1.Orders/WatchOrder");

  /**
   * Asks the callers, each of which counts from its own start; one that is busy is asked again. No
   * service calls itself, and so it does not matter to the count when an instance of it starts
   * anew.
   *
   * @throws LabException if one of them does not answer
   */
  static Attempts at(String service, ShopStatus status) {
    Map<String, String> addresses = new TreeMap<>();
    status.instances().stream()
        .filter(part -> CALLERS.contains(part.service()))
        .forEach(part -> addresses.put(part.name(), part.metrics()));
    Scrapes scrapes = Scrapes.of(addresses);
    for (int i = 1; i < MOST_SCRAPES && !scrapes.silent().isEmpty(); i++) {
      scrapes = Scrapes.of(addresses);
    }
    if (!scrapes.silent().isEmpty()) {
      throw new LabException("no metrics from " + String.join(", ", scrapes.silent()));
    }
    double all = 0;
    double cutOff = 0;
    for (Sample each : scrapes.of("grpc_client_attempt_duration_seconds_count")) {
      if (each.label("grpc_target").endsWith("/" + service)
          && !STREAMS.contains(each.label("grpc_method"))) {
        all += each.value();
        cutOff += CUT_OFF.contains(each.label("grpc_status")) ? each.value() : 0;
      }
    }
    return new Attempts((long) all, (long) cutOff);
  }

  Attempts since(Attempts earlier) {
    return new Attempts(all - earlier.all, cutOff - earlier.cutOff);
  }
}
