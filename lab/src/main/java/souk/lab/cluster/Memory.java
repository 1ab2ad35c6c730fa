// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much memory processes take. */
final class Memory {
  private static final String PROPORTIONAL = "Pss:";

  private Memory() {}

  /** Of the process and all its children; 0 when it is gone. */
  static long bytes(long pid) {
    return ProcessHandle.of(pid)
        .map(
            process ->
                Stream.concat(Stream.of(process), process.descendants())
                    .mapToLong(each -> ofOne(each.pid()))
                    .sum())
        .orElse(0L);
  }

  /** Of the process alone; 0 when it is gone. */
  static long ofOne(long pid) {
    Path rollup = Path.of("/proc", Long.toString(pid), "smaps_rollup");
    if (!Files.exists(rollup)) {
      return resident(pid);
    }
    try (Stream<String> lines = Files.lines(rollup, StandardCharsets.US_ASCII)) {
      return lines
          .filter(line -> line.startsWith(PROPORTIONAL))
          .mapToLong(line -> kilobytes(line.substring(PROPORTIONAL.length()).replace("kB", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private static long resident(long pid) {
    try {
      Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
      String answer = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.isBlank() ? 0 : kilobytes(answer);
    } catch (IOException e) {
      return 0;
    }
  }

  private static long kilobytes(String number) {
    return Long.parseLong(number.strip()) << 10;
  }
}
