// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Collects what is wrong with a request, so that a caller learns all of it at once. The field names
 * are the contract's. Confined to one thread.
 *
 * <pre>{@code
 * new RequestChecks()
 *     .requestId("request_id", request.getRequestId())
 *     .range("quantity", request.getQuantity(), 1, 99)
 *     .refuseIfAny();
 * }</pre>
 */
public final class RequestChecks {
  private static final Pattern UUID_V4 =
      Pattern.compile(
          "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
          Pattern.CASE_INSENSITIVE);

  private final List<Refusal.Violation> violations = new ArrayList<>();

  /** A random UUID (version 4) in its usual form of 36 characters. */
  public RequestChecks requestId(String field, String value) {
    return that(
        UUID_V4.matcher(value).matches(),
        field,
        value.isEmpty()
            ? "is missing: make a random UUID (version 4), for example with uuidgen -r"
            : "is not a random UUID (version 4)");
  }

  /** A value that matches; the hint completes "must be ...". The value itself is not echoed. */
  public RequestChecks matches(String field, String value, Pattern pattern, String hint) {
    return that(
        pattern.matcher(value).matches(),
        field,
        value.isEmpty() ? "is missing: must be " + hint : "must be " + hint);
  }

  /** A number within bounds, both allowed. */
  public RequestChecks range(String field, long value, long min, long max) {
    return that(
        value >= min && value <= max,
        field,
        "is " + value + " (expected: " + min + " to " + max + ")");
  }

  /** A text of so many characters (code points), none of them a control character. */
  public RequestChecks text(String field, String value, int minLength, int maxLength) {
    int length = value.codePointCount(0, value.length());
    that(
        length >= minLength && length <= maxLength,
        field,
        "has " + length + " characters (expected: " + minLength + " to " + maxLength + ")");
    return that(
        value.codePoints().noneMatch(Character::isISOControl), field, "has control characters");
  }

  /** A list of so many elements, each once. */
  public RequestChecks distinct(String field, List<?> values, int minSize, int maxSize) {
    range(field, values.size(), minSize, maxSize);
    Set<Object> distinct = new HashSet<>(values);
    return that(distinct.size() == values.size(), field, "names something twice");
  }

  /** Any other rule; the description completes the field's name. */
  public RequestChecks that(boolean holds, String field, String description) {
    if (!holds) {
      violations.add(new Refusal.Violation(field, description));
    }
    return this;
  }

  /**
   * Ends the checks.
   *
   * @throws Refusal INVALID_ARGUMENT, with all that was found
   */
  public void refuseIfAny() {
    if (!violations.isEmpty()) {
      throw Refusal.invalidFields(violations);
    }
  }

  /** A checked request id in one form, so that its upper case is the same request. */
  public static UUID uuid(String requestId) {
    return UUID.fromString(requestId);
  }
}
