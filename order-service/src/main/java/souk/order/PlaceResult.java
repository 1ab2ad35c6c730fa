// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

/** What became of placing an order. */
sealed interface PlaceResult {
  /** It is stored, with the task to decide it. */
  record Placed(PendingOrder pending) implements PlaceResult {}

  /**
   * Nothing is stored: since the look-up, another order of this cart was, perhaps of this request.
   */
  record Overtaken() implements PlaceResult {}

  /** Nothing is stored: the attempt's last moment is past. */
  record TooLate() implements PlaceResult {}
}
