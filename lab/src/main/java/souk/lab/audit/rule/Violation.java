// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.rule;

/**
 * A promise found broken.
 *
 * @param subject what kind of thing it was broken for
 * @param id of that thing
 * @param evidence the numbers, in one line
 */
public record Violation(ViolationKind kind, Subject subject, String id, String evidence) {

  /** What a violation is about. */
  public enum Subject {
    ORDER,
    PAYMENT,
    PRODUCT,
    CART
  }
}
