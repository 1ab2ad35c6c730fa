// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.util.ArrayList;
import java.util.List;

/** What is taken away from one instance of what it needs. Thread-safe. */
final class Strain {
  private volatile int cpuPercent = Throttle.OFF;
  private volatile boolean diskFull;

  void leaveCpu(int percent) {
    cpuPercent = percent;
  }

  void fillDisk(boolean full) {
    diskFull = full;
  }

  /** For people; "-" for nothing. */
  String words() {
    List<String> words = new ArrayList<>();
    if (cpuPercent != Throttle.OFF) {
      words.add("runs " + cpuPercent + " % of the time");
    }
    if (diskFull) {
      words.add("disk full");
    }
    return words.isEmpty() ? "-" : String.join(", ", words);
  }
}
