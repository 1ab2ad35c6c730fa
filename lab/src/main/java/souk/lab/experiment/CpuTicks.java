// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What all CPUs of this machine have done since it started, in the kernel's ticks, as proc_stat(5)
 * counts it.
 *
 * @param idle with nothing to do, or nothing but to wait for a disk
 * @param stolen given to others, by the machine that this one is a guest of
 */
record CpuTicks(long all, long idle, long stolen) {
  private static final Path STAT = Path.of("/proc/stat");

  // user, nice, system, idle, iowait, irq, softirq, steal; what guests took is in user, too.
  private static final int IDLE = 3;
  private static final int WAITING = 4;
  private static final int STOLEN = 7;
  private static final int FIELDS = 8;

  /** Empty where no kernel counts it so. */
  static Optional<CpuTicks> now() {
    try (Stream<String> lines = Files.lines(STAT)) {
      return lines.findFirst().flatMap(CpuTicks::parse);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Of the file's first line; empty when it is something else. */
  static Optional<CpuTicks> parse(String line) {
    String[] words = line.trim().split("\\s+");
    if (!words[0].equals("cpu") || words.length <= FIELDS) {
      return Optional.empty();
    }
    long[] ticks = Arrays.stream(words, 1, FIELDS + 1).mapToLong(Long::parseLong).toArray();
    return Optional.of(
        new CpuTicks(Arrays.stream(ticks).sum(), ticks[IDLE] + ticks[WAITING], ticks[STOLEN]));
  }

  CpuTicks minus(CpuTicks earlier) {
    return new CpuTicks(all - earlier.all, idle - earlier.idle, stolen - earlier.stolen);
  }

  double busyPercent() {
    return 100.0 * (all - idle - stolen) / Math.max(1, all);
  }

  double stolenPercent() {
    return 100.0 * stolen / Math.max(1, all);
  }
}
