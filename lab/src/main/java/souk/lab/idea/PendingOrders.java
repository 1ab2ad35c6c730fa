// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import souk.lab.experiment.Check;
import souk.lab.experiment.Stage;

/** Orders whose shoppers were told PENDING, from a time on, and what became of all orders. */
final class PendingOrders {
  private final Stage stage;
  private final int before;

  private PendingOrders(Stage stage, int before) {
    this.stage = stage;
    this.before = before;
  }

  /** From now on. */
  static PendingOrders from(Stage stage) {
    return new PendingOrders(stage, stage.crowd().tally().figures().pending());
  }

  /** That some were, or the fault has kept nobody waiting. */
  void checkSome() {
    int told = stage.crowd().tally().figures().pending() - before;
    stage.check(Check.atLeast("orders told PENDING", told, 1, ""));
  }

  /** That every order was confirmed in the end, once the load is over. */
  static void checkAllConfirmed(Stage stage) {
    var tally = stage.crowd().tally().figures();
    stage.check(
        Check.exactly(
            "orders never confirmed, of " + tally.checkouts(),
            tally.checkouts() - tally.confirmed(),
            0));
  }
}
