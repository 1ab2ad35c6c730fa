// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import souk.lab.bench.ShopCpu;
import souk.lab.wire.Carried;

/**
 * What orders took in one topology, the work after them included.
 *
 * @param commits of transactions that wrote something, the acquirer's too
 * @param carried between the services, and to the acquirer
 */
record OrderCost(Bought bought, long commits, Carried carried) {
  double commitsOfOne() {
    return (double) commits / bought.orders();
  }

  double requestsOfOne() {
    return (double) carried.requests() / bought.orders();
  }

  /** The same figures of several topologies, side by side, in this order. */
  static List<String> table(SequencedMap<String, OrderCost> topologies) {
    Map<String, ToDoubleFunction<OrderCost>> rows = new LinkedHashMap<>();
    rows.put("CPU, ms", each -> each.bought.cpuMillis());
    rows.put("commits that write", OrderCost::commitsOfOne);
    rows.put("requests between services", OrderCost::requestsOfOne);
    rows.put(
        "bytes between services", each -> (double) each.carried.bytes() / each.bought.orders());
    rows.put("memory of the shop, MB", each -> (double) (each.bought.memoryBytes() >> 20));
    rows.put("orders a second", each -> each.bought.perSecond());
    rows.put("p50, ms", each -> each.bought.p50Millis());
    rows.put("p99, ms", each -> each.bought.p99Millis());
    List<String> lines = new ArrayList<>();
    lines.add(row("an order takes", List.copyOf(topologies.keySet())));
    rows.forEach(
        (what, figure) ->
            lines.add(
                row(
                    what,
                    topologies.values().stream()
                        .map(each -> "%,.1f".formatted(figure.applyAsDouble(each)))
                        .toList())));
    return lines;
  }

  /** Which of the shop's own processes used how much CPU for an order. */
  List<String> cpuByPart() {
    return bought.cpu().byPart().entrySet().stream()
        .filter(part -> ShopCpu.isOurs(part.getKey()))
        .map(
            part ->
                row(
                    part.getKey(),
                    List.of("%,.2f".formatted(part.getValue().toNanos() / 1e6 / bought.orders()))))
        .toList();
  }

  private static String row(String what, List<String> cells) {
    StringBuilder row = new StringBuilder("%-26s".formatted(what));
    cells.forEach(cell -> row.append("%13s".formatted(cell)));
    return row.toString();
  }
}
