// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What one instance lacks of what it needs: time to run in, room, the right time. Thread-safe. */
final class Strain {
  static final String DISK_FULL = "disk full";

  private volatile int cpuPercent = Throttle.OFF;
  private volatile boolean diskFull;
  private volatile Duration clock = Duration.ZERO;

  void leaveCpu(int percent) {
    cpuPercent = percent;
  }

  void fillDisk(boolean full) {
    diskFull = full;
  }

  void moveClock(Duration offset) {
    clock = offset;
  }

  /** For people; "-" for nothing. */
  String words() {
    List<String> words = new ArrayList<>();
    if (cpuPercent != Throttle.OFF) {
      words.add("runs " + cpuPercent + " % of the time");
    }
    if (diskFull) {
      words.add(DISK_FULL);
    }
    if (!clock.isZero()) {
      words.add(
          "clock %,d s %s"
              .formatted(clock.abs().toSeconds(), clock.isNegative() ? "behind" : "ahead"));
    }
    return words.isEmpty() ? "-" : String.join(", ", words);
  }
}
