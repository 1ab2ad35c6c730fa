// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.function.Supplier;
import souk.service.telemetry.Telemetry;
import souk.service.telemetry.TraceContext;

/** The places of the lane of decisions, for those who place orders. Thread-safe. */
final class LaneSlots implements DecisionSlots {
  private final Lane lane;
  private final TaskRunner runner;
  private final Telemetry telemetry;

  LaneSlots(Lane lane, TaskRunner runner, Telemetry telemetry) {
    this.lane = lane;
    this.runner = runner;
    this.telemetry = telemetry;
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
        Supplier<TaskOutcome> traced =
            telemetry.continued(
                QueueMetrics.spanOf(TaskKind.DECIDE), TraceContext.traceparent(), decision);
        runner.run(lane, pending.lease(), 1, traced);
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
