// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A command of {@code ./souk} in a process of its own: so that what it needs is not taken from the
 * supervisor. Thread-safe.
 */
final class SideRun {
  private static final int LINES_KEPT = 12;
  private static final int MOST_CHARACTERS = 300;
  private static final long SECONDS_TO_END = 20;

  private final int number;
  private final String what;
  private final String command;
  private final Process process;
  // Guarded by this.
  private final Deque<String> lines = new ArrayDeque<>();

  /**
   * As the page shows it.
   *
   * @param what load or the name of an experiment
   * @param command the command line that does the same
   * @param running whether it still goes on
   * @param exitStatus 0 while it goes on
   * @param lines the last that it said
   */
  record View(
      int number,
      String what,
      String command,
      boolean running,
      int exitStatus,
      List<String> lines) {}

  SideRun(int number, String what, String command, Process process) {
    this.number = number;
    this.what = what;
    this.command = command;
    this.process = process;
  }

  /** Reads what it says until its end, in a thread of its own. */
  void follow(Consumer<SideRun> atEnd) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (BufferedReader out =
                  new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                String line = out.readLine();
                while (line != null) {
                  add(line);
                  line = out.readLine();
                }
                process.waitFor();
              } catch (IOException e) {
                add("what it says can't be read: " + e.getMessage());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              atEnd.accept(this);
            });
  }

  private synchronized void add(String line) {
    if (line.isBlank()) {
      return;
    }
    lines.addLast(
        line.length() > MOST_CHARACTERS ? line.substring(0, MOST_CHARACTERS) + "…" : line);
    if (lines.size() > LINES_KEPT) {
      lines.removeFirst();
    }
  }

  synchronized View view() {
    boolean running = process.isAlive();
    return new View(
        number, what, command, running, running ? 0 : process.exitValue(), List.copyOf(lines));
  }

  String what() {
    return what;
  }

  int number() {
    return number;
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** Asks it to end, which it does in order; what it says then is still read. */
  void end() {
    // To destroy the process itself would close what it writes to.
    process.toHandle().destroy();
  }

  /** Without order. */
  void endAtOnce() {
    process.destroyForcibly();
  }

  /** Sees to it that it ends. Blocks until it has. */
  void endForSure() {
    end();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
