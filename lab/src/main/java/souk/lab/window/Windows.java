// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The list of all windows, the same each time. */
final class Windows {
  /** One of each kind, for two minutes. */
  private static final Set<String> SHORT =
      Set.of(
          "confirmed:gateway.checkout.after.kill",
          "confirmed:order.place.after.kill",
          "confirmed:order.confirm.lost",
          "confirmed:payment.to-authorized.before.kill",
          "confirmed:acquirer.capture.lost",
          "confirmed:order.confirm.before.stop",
          "confirmed:order.end-tasks.after.postgres-killed",
          "out-of-stock:inventory.bury.after.kill",
          "declined:order.reject-card-declined.lost",
          "capture-refused:order.fail-payment.lost",
          "cancel-authorized:payment.call-void.before.kill",
          "cancel-meanwhile:payment.call-authorize.before.wait",
          "cancel-meanwhile:payment.call-capture.after.wait",
          "second-checkout:before-taken-out",
          "late-attempt:order.place.before.wait",
          "client-gone:order.place.after.wait");

  private Windows() {}

  static List<Window> all() {
    List<Window> all =
        Stream.of(
                PointWindows.all(),
                Interleavings.all(),
                SecondCheckouts.all(),
                Zombies.all(),
                CrashWindows.all())
            .flatMap(List::stream)
            .toList();
    long names = all.stream().map(Window::name).distinct().count();
    if (names != all.size()) {
      throw new IllegalStateException(all.size() - names + " windows have others' names");
    }
    return all;
  }

  static List<Window> shortForm() {
    List<Window> chosen = all().stream().filter(window -> SHORT.contains(window.name())).toList();
    if (chosen.size() != SHORT.size()) {
      throw new IllegalStateException("the short form names windows that are not there");
    }
    return chosen;
  }
}
