// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Status;
import java.util.function.Function;
import java.util.function.Supplier;

/** The way to a model participant. */
interface Link {
  /**
   * A call.
   *
   * @param what its name, for people
   * @param effect what the participant does and answers
   * @param noAnswer what the caller has when it hears nothing
   */
  <R> R call(String what, Supplier<R> effect, Function<Status, R> noAnswer);
}
