// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import souk.payment.StatementPage.Operation;
import souk.service.Money;

/**
 * What the acquirer's statement says of one authorisation, as far as it was read.
 *
 * @param operations in the order of the statement
 * @param amount of the first entry that had one; null when none had
 * @param amountsVary whether another entry had another one
 */
record AcquirerRecord(
    String key, List<Operation> operations, @Nullable Money amount, boolean amountsVary) {
  /** After so many, more tell nothing: it is one for a human to look at. */
  private static final int MAX_OPERATIONS = 16;

  AcquirerRecord {
    operations = List.copyOf(operations);
  }

  /** What is known before anything was read. */
  static AcquirerRecord empty(String key) {
    return new AcquirerRecord(key, List.of(), null, false);
  }

  /** This and what comes next on the statement. */
  AcquirerRecord with(StatementPage.Entry entry) {
    List<Operation> all = new ArrayList<>(operations);
    if (all.size() < MAX_OPERATIONS) {
      all.add(entry.operation());
    }
    Money other = entry.amount();
    boolean differs = other != null && amount != null && !other.equals(amount);
    return new AcquirerRecord(key, all, amount == null ? other : amount, amountsVary || differs);
  }

  boolean has(Operation operation) {
    return operations.contains(operation);
  }

  /** Whether money is reserved on the card. */
  boolean isHeld() {
    boolean held = false;
    for (Operation operation : operations) {
      held =
          switch (operation) {
            case AUTHORIZED -> true;
            case CAPTURED, VOIDED -> false;
            case DECLINED, CAPTURE_REFUSED, REFUNDED -> held;
          };
    }
    return held;
  }

  /** Whether money was taken and is not given back. */
  boolean isCharged() {
    boolean charged = false;
    for (Operation operation : operations) {
      charged =
          switch (operation) {
            case CAPTURED -> true;
            case REFUNDED -> false;
            case AUTHORIZED, DECLINED, CAPTURE_REFUSED, VOIDED -> charged;
          };
    }
    return charged;
  }

  /** Whether money was moved twice in the same way, which the same key never should. */
  boolean isRepeated() {
    return operations.size() == MAX_OPERATIONS
        || List.of(Operation.AUTHORIZED, Operation.CAPTURED, Operation.REFUNDED).stream()
            .anyMatch(operation -> Collections.frequency(operations, operation) > 1);
  }
}
