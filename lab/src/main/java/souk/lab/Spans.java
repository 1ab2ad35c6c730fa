// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab;

import com.google.protobuf.Duration;

/** Spans of time as people read them. */
final class Spans {
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;

  private Spans() {}

  static long millis(Duration span) {
    return span.getSeconds() * 1_000 + span.getNanos() / 1_000_000;
  }

  /** In the largest unit that leaves two digits or so; nothing before now. */
  static String text(long seconds) {
    if (seconds <= 0) {
      return "now";
    }
    if (seconds < 2 * MINUTE) {
      return seconds + " s";
    }
    if (seconds < 2 * HOUR) {
      return seconds / MINUTE + " min";
    }
    return seconds < 2 * DAY ? seconds / HOUR + " h" : seconds / DAY + " d";
  }
}
