// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much CPU time processes have used since they began, their children's included, living and
 * ended. Read from {@code /proc}, which only Linux has.
 *
 * @param byPart a part's name, and its time; PostgreSQL's processes for each database apart
 */
public record CpuTimes(SequencedMap<String, Duration> byPart) {
  private static final Path PROC = Path.of("/proc");

  /** USER_HZ, which is 100 wherever the JDK runs on Linux. */
  private static final long NANOS_PER_TICK = 10_000_000;

  private static final int USER_TIME_AFTER_STATE = 11;
  private static final int TIMES = 4;

  /** How a PostgreSQL server process names itself: role, database, client. */
  private static final Pattern BACKEND = Pattern.compile("postgres: \\S+ (\\S+) \\S+\\(\\d+\\).*");

  /** Whether this system can tell. */
  public static boolean canBeRead() {
    return Files.isReadable(PROC.resolve("self/stat"));
  }

  /**
   * Reads them now; a process that is gone has used nothing.
   *
   * @param pids the part that each process is. A child that is a part of its own counts as that.
   */
  public static CpuTimes read(Map<Long, String> pids) {
    SequencedMap<String, Duration> times = new LinkedHashMap<>();
    pids.forEach((pid, part) -> addTree(times, pid, part, pids));
    return new CpuTimes(times);
  }

  /** What was used between then and now. */
  public CpuTimes since(CpuTimes earlier) {
    SequencedMap<String, Duration> times = new LinkedHashMap<>();
    byPart.forEach(
        (part, time) ->
            times.put(part, time.minus(earlier.byPart.getOrDefault(part, Duration.ZERO))));
    return new CpuTimes(times);
  }

  private static void addTree(
      Map<String, Duration> times, long pid, String part, Map<Long, String> pids) {
    times.merge(nameOf(pid, part), ofOne(pid), Duration::plus);
    ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::children)
        .filter(child -> !pids.containsKey(child.pid()))
        .forEach(child -> addTree(times, child.pid(), part, pids));
  }

  private static String nameOf(long pid, String part) {
    try {
      String title =
          Files.readString(PROC.resolve(pid + "/cmdline"), StandardCharsets.ISO_8859_1)
              .replace('\0', ' ')
              .strip();
      Matcher backend = BACKEND.matcher(title);
      return backend.matches() ? part + ", " + backend.group(1) : part;
    } catch (IOException e) {
      return part;
    }
  }

  /** Its own, in user and in kernel mode, and that of its children that have ended. */
  private static Duration ofOne(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      // The command's name stands in parentheses and may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = 0;
      for (int i = 0; i < TIMES; i++) {
        ticks += Long.parseLong(fields[USER_TIME_AFTER_STATE + i]);
      }
      return Duration.ofNanos(ticks * NANOS_PER_TICK);
    } catch (IOException e) {
      return Duration.ZERO;
    }
  }
}
