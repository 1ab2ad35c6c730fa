// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The boundaries of every step of every scenario: for each point the process is killed before it,
 * killed after it, and the answer of what was done there is lost.
 */
final class PointWindows {
  /** Reached all the time: what is before it has been before it for a while. */
  private static final String TAKE_TASKS = "order.take-tasks";

  /** In the order in which they are passed. Scenarios name those that others don't pass so. */
  private static final Map<Scenario, List<String>> POINTS =
      new TreeMap<>(
          Map.of(
              Scenario.CONFIRMED,
              List.of(
                  "gateway.checkout",
                  "order.look-up",
                  "order.read-cart",
                  "cart.read",
                  "order.read-prices",
                  "catalog.read",
                  "order.place",
                  "order.hold",
                  "inventory.hold",
                  "order.authorize",
                  "payment.begin-authorizing",
                  "payment.call-authorize",
                  "acquirer.authorize",
                  "payment.to-authorized",
                  "order.confirm",
                  TAKE_TASKS,
                  "order.settle",
                  "inventory.settle",
                  "order.capture",
                  "payment.to-capturing",
                  "payment.call-capture",
                  "acquirer.capture",
                  "payment.to-captured",
                  "order.take-out",
                  "cart.take-out",
                  "order.mail",
                  "order.end-tasks"),
              Scenario.OUT_OF_STOCK,
              List.of(
                  "inventory.hold",
                  "order.reject-out-of-stock",
                  "order.release",
                  "inventory.bury",
                  "order.reverse",
                  "payment.begin-reversed"),
              Scenario.DECLINED,
              List.of(
                  "acquirer.authorize",
                  "payment.to-declined",
                  "order.reject-card-declined",
                  "inventory.release",
                  "order.reverse",
                  "payment.to-reversed"),
              Scenario.CAPTURE_REFUSED,
              List.of(
                  "acquirer.capture",
                  "payment.to-capture-refused",
                  "order.capture",
                  "order.fail-payment",
                  "order.reverse",
                  "payment.to-reversing",
                  "payment.to-reversed"),
              Scenario.ANSWER_LOST,
              List.of("order.authorize", "acquirer.authorize", "payment.to-authorized"),
              Scenario.CANCEL_HELD,
              List.of(
                  "gateway.cancel",
                  "order.cancel",
                  "order.release",
                  "inventory.release",
                  "payment.begin-reversed"),
              Scenario.CANCEL_AUTHORIZED,
              List.of(
                  "order.cancel",
                  "order.reverse",
                  "payment.to-reversing",
                  "payment.call-void",
                  "acquirer.void",
                  "payment.to-reversed"),
              Scenario.CANCEL_CONFIRMED,
              List.of(
                  "order.cancel",
                  "order.release",
                  "inventory.release",
                  "order.reverse",
                  "payment.to-reversing",
                  "payment.call-refund",
                  "acquirer.refund",
                  "payment.to-reversed",
                  "order.mail",
                  "order.end-tasks")));

  private PointWindows() {}

  static List<Window> all() {
    List<Window> windows = new ArrayList<>();
    POINTS.forEach(
        (scenario, points) -> points.forEach(point -> windows.addAll(around(scenario, point))));
    return List.copyOf(windows);
  }

  private static List<Window> around(Scenario scenario, String point) {
    List<Window> windows = new ArrayList<>();
    if (!point.equals(TAKE_TASKS)) {
      windows.add(kill(scenario, point + ".before"));
    }
    windows.add(kill(scenario, point + ".after"));
    windows.add(
        Window.of(
            nameOf(scenario) + ":" + point + ".lost",
            Set.of(),
            stage -> {
              var unused = scenario.play(stage, s -> s.lose(point));
            }));
    return windows;
  }

  private static Window kill(Scenario scenario, String place) {
    return Window.of(
        nameOf(scenario) + ":" + place + ".kill",
        Set.of(serviceOf(place)),
        stage -> {
          var unused = scenario.play(stage, s -> s.kill(place));
        });
  }

  static String nameOf(Scenario scenario) {
    return scenario.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The service in whose processes a point is. */
  static String serviceOf(String point) {
    return point.substring(0, point.indexOf('.'));
  }
}
