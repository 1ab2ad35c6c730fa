// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.function.Supplier;

/** How the status of a step that follows a decision is read. */
final class Steps {
  private Steps() {}

  /** The call's result, or what its status says. */
  static <R> R of(Supplier<? extends R> call, FromStep<R> asResult) {
    try {
      return call.get();
    } catch (StatusRuntimeException failure) {
      return asResult.of(of(failure.getStatus()));
    }
  }

  /** The same, where nothing is possible beside the step's own outcomes. */
  static StepResult of(Supplier<StepResult> call) {
    return of(call, step -> step);
  }

  /** Widens a step's outcome to a call's. */
  interface FromStep<R> {
    R of(StepResult step);
  }

  private static StepResult of(Status status) {
    return switch (status.getCode()) {
      case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION ->
          new StepResult.Rejected(Unanswered.of(status).why());
      // UNIMPLEMENTED and the like pass when a deployment is finished or a fault mended.
      default -> Unanswered.of(status);
    };
  }
}
