// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

/** What became of a step that follows a decision. */
sealed interface StepResult extends Payment.CaptureResult
    permits StepResult.Done, StepResult.Closed, StepResult.Rejected, Unanswered {

  /** It is done, now or before. */
  record Done() implements StepResult {}

  /** The order was undone at the participant before: nothing is left to do. */
  record Closed() implements StepResult {}

  /** Refused for good: a repeat would be refused again, and no rule of the shop foresees it. */
  record Rejected(String why) implements StepResult {}
}
