// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

/**
 * Who is served when there is too much to do. Each may use its part of the calls that are allowed
 * at once, so the lower ones are refused first and the higher ones find a place.
 */
public enum CallPriority {
  /** What is asked for again without harm, such as looking around: six tenths. */
  LOW(0.6),
  /** Eight tenths. */
  NORMAL(0.8),
  /** What others wait for, or what was begun: all. */
  HIGH(1);

  final double part;

  CallPriority(double part) {
    this.part = part;
  }
}
