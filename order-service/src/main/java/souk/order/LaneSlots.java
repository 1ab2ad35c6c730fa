// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.function.Supplier;

/** The places of the lane of decisions, for those who place orders. Thread-safe. */
final class LaneSlots implements DecisionSlots {
  private final Lane lane;
  private final TaskRunner runner;

  LaneSlots(Lane lane, TaskRunner runner) {
    this.lane = lane;
    this.runner = runner;
  }

  @Override
  public Slot reserve() {
    return new LaneSlot(lane.enter());
  }

  private final class LaneSlot implements Slot {
    private final boolean there;
    private boolean held;

    LaneSlot(boolean there) {
      this.there = there;
      this.held = there;
    }

    @Override
    public boolean isThere() {
      return there;
    }

    @Override
    public void decide(PendingOrder pending, Supplier<TaskOutcome> decision) {
      if (held) {
        held = false;
        runner.run(lane, pending.lease(), 1, decision);
      }
    }

    @Override
    public void close() {
      if (held) {
        held = false;
        lane.leave(1);
      }
    }
  }
}
