// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

import io.grpc.Status;

/**
 * Nobody knows what became of a call: it was done, or was not, or will be. Unknown is not no: the
 * only thing to conclude from it is to ask again.
 */
record Unanswered(Status.Code code, String why)
    implements Carts.CartResult,
        Catalog.PricesResult,
        Inventory.HoldResult,
        Payment.AuthorizeResult,
        StepResult {
  Unanswered {
    requireNonNull(code, "code");
    requireNonNull(why, "why");
  }

  static Unanswered of(Status status) {
    String description = status.getDescription();
    return new Unanswered(
        status.getCode(),
        description == null ? status.getCode().name() : status.getCode() + ": " + description);
  }
}
