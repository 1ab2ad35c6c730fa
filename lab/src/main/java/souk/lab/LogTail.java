// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import souk.lab.part.ShopHome;
import souk.lab.process.LogFile;

/** Prints the end of some logs, each line with its log's name when there are several. */
final class LogTail {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int MAX_CHUNK_BYTES = 1 << 20;

  private final ShopHome home;
  private final List<String> names;
  private final PrintWriter out;
  private final Map<String, Long> seen = new HashMap<>();

  LogTail(ShopHome home, List<String> names, PrintWriter out) {
    this.home = home;
    this.names = names;
    this.out = out;
  }

  void printLast(int lines) throws IOException {
    for (String name : names) {
      LogFile log = home.log(name);
      seen.put(name, Files.exists(log.file()) ? Files.size(log.file()) : 0);
      log.tail(lines).forEach(line -> print(name, line));
    }
  }

  /** Prints what is appended, until this thread is interrupted. */
  void follow() throws IOException, InterruptedException {
    while (true) {
      for (String name : names) {
        printNew(name);
      }
      Thread.sleep(PAUSE);
    }
  }

  private void printNew(String name) throws IOException {
    if (!Files.exists(home.log(name).file())) {
      return;
    }
    try (RandomAccessFile in = new RandomAccessFile(home.log(name).file().toFile(), "r")) {
      long from = seen.getOrDefault(name, 0L);
      if (from > in.length()) {
        // It was cut, or begun anew.
        from = 0;
      }
      byte[] bytes = new byte[(int) Math.min(in.length() - from, MAX_CHUNK_BYTES)];
      in.seek(from);
      in.readFully(bytes);
      int whole = endOfLastLine(bytes);
      new String(bytes, 0, whole, UTF_8).lines().forEach(line -> print(name, line));
      seen.put(name, from + whole);
    }
  }

  /** Half a line waits for its other half, unless it fills the chunk. */
  private static int endOfLastLine(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end == 0 && bytes.length == MAX_CHUNK_BYTES ? bytes.length : end;
  }

  private void print(String name, String line) {
    out.println(names.size() > 1 ? "%-12s %s".formatted(name, line) : line);
  }
}
