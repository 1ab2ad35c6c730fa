// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One process, for ever: its pid, and when it started, since pids are used again.
 *
 * @param pid the pid
 * @param startToken tells this process from others that had or will have its pid; reaper.sh makes
 *     the same one. On Linux the start time in ticks since boot, elsewhere the start time as ps
 *     prints it.
 */
public record ProcessId(long pid, String startToken) {
  private static final Path PROC = Path.of("/proc");
  private static final boolean HAS_PROC = Files.isReadable(PROC.resolve("self/stat"));
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int START_TIME_AFTER_STATE = 19;

  public ProcessId {
    if (pid <= 1) {
      throw new IllegalArgumentException("pid: " + pid + " (expected: > 1)");
    }
    if (startToken.isEmpty() || startToken.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException("startToken: '" + startToken + "' (expected: one word)");
    }
  }

  /** The process that has this pid now; empty when there is none, or only its corpse. */
  public static Optional<ProcessId> of(long pid) {
    Optional<String> token = HAS_PROC ? tokenFromProc(pid) : tokenFromPs(pid);
    return token.map(t -> new ProcessId(pid, t));
  }

  /** This JVM's own. */
  public static ProcessId current() {
    return of(ProcessHandle.current().pid()).orElseThrow();
  }

  /**
   * Whether this very process still runs. A zombie, which only waits for its parent to notice, does
   * not.
   */
  public boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }

  /** Waits for its end, at most so long; says whether it came. */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (isAlive()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(PAUSE);
    }
    return true;
  }

  /** Sends the signal if the process still runs; does nothing otherwise. */
  public void send(Signal signal) {
    if (!isAlive()) {
      return;
    }
    switch (signal) {
      case TERM -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
      case KILL -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      case INT, QUIT, STOP, CONT -> SystemKill.send(pid, signal);
    }
  }

  /**
   * Sends the signal to it and to all that it has started, and they in turn: a server like
   * PostgreSQL is many processes, which neither stand still nor die with the first of them.
   */
  public void sendToAll(Signal signal) {
    if (!isAlive()) {
      return;
    }
    List<ProcessHandle> all = new ArrayList<>();
    ProcessHandle.of(pid)
        .ifPresent(
            process -> {
              all.add(process);
              process.descendants().forEach(all::add);
            });
    // A handle knows when its process started, and is asked again right before.
    if (signal == Signal.KILL) {
      all.forEach(ProcessHandle::destroyForcibly);
    } else {
      all.stream()
          .filter(ProcessHandle::isAlive)
          .forEach(each -> SystemKill.send(each.pid(), signal));
    }
  }

  private static Optional<String> tokenFromProc(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      // The command's name stands in parentheses and may hold anything, parentheses too.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return isCorpse(fields[0])
          ? Optional.empty()
          : Optional.of(fields[START_TIME_AFTER_STATE].strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> tokenFromPs(long pid) {
    String line = run("ps", "-o", "stat=", "-o", "lstart=", "-p", Long.toString(pid)).strip();
    String[] fields = line.split("\\s+", 2);
    return fields.length < 2 || isCorpse(fields[0])
        ? Optional.empty()
        : Optional.of(fields[1].strip().replaceAll("\\s+", "_"));
  }

  private static boolean isCorpse(String state) {
    return state.startsWith("Z") || state.startsWith("X");
  }

  private static String run(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    try {
      Process process = builder.start();
      try (BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
        String line = output.readLine();
        process.waitFor();
        return line == null ? "" : line;
      }
    } catch (IOException e) {
      throw new LabException("can't run " + command[0] + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
