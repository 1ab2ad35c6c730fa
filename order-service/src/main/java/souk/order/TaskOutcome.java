// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/** How a piece of work on a task ended. */
sealed interface TaskOutcome {
  /** Done: to be deleted, and recorded in the order's timeline where there is something to tell. */
  record Done(Optional<OrderEvent> event) implements TaskOutcome {
    public Done {
      requireNonNull(event, "event");
    }
  }

  /**
   * Ended by the transaction that ended it, or not ours any more: nothing to store.
   *
   * @param asked whether another part of the shop was asked on the way, and so has answered
   */
  record Ended(boolean asked) implements TaskOutcome {}

  /** To be tried again after a while, without limit. */
  record Again(String why) implements TaskOutcome {
    public Again {
      requireNonNull(why, "why");
    }
  }

  /**
   * Not yet: to be tried again at a time of its own.
   *
   * @param asked whether another part of the shop has answered so
   */
  record Later(Duration delay, String why, boolean asked) implements TaskOutcome {
    public Later {
      requireNonNull(delay, "delay");
      requireNonNull(why, "why");
    }
  }

  /**
   * Refused in a way that no rule of the shop foresees, yet not to be given up: to be seen by
   * people, and tried again meanwhile.
   */
  record Refused(String why) implements TaskOutcome {
    public Refused {
      requireNonNull(why, "why");
    }
  }

  /** Refused for good: to be kept for a person to look at. */
  record Park(String why) implements TaskOutcome {
    public Park {
      requireNonNull(why, "why");
    }
  }
}
