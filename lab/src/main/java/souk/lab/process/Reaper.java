// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A small shell process that holds a pipe from the launcher and does nothing. However the launcher
 * ends, kill -9 included, the pipe ends with it, and the reaper ends every process that the ledger
 * still names.
 */
public final class Reaper implements AutoCloseable {
  private static final String SCRIPT = "reaper.sh";
  private static final long SECONDS_TO_END = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /** The script's sleep between two looks. */
  private static final long LOOK_MILLIS = 200;

  private final Process process;
  private final ProcessId id;
  private final Ledger ledger;

  private Reaper(Process process, ProcessId id, Ledger ledger) {
    this.process = process;
    this.id = id;
    this.ledger = ledger;
  }

  /** Starts it. What it says goes to the log. */
  public static Reaper start(Ledger ledger, Path log) throws IOException {
    return start(ledger, log, PATIENCE);
  }

  /**
   * The same with another patience for those that it asks to end, which it counts in fifths of a
   * second.
   */
  static Reaper start(Ledger ledger, Path log, Duration patience) throws IOException {
    List<String> command = new ArrayList<>(Sessions.ownSession());
    String looks = Long.toString(patience.toMillis() / LOOK_MILLIS);
    command.addAll(List.of("sh", "-c", script(), "souk-reaper", ledger.file().toString(), looks));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    ProcessId id =
        ProcessId.of(process.pid()).orElseThrow(() -> new LabException("the reaper did not start"));
    ledger.add(new Ledger.Entry(id, ChildSpec.Rank.KEEPER, Signal.TERM, "reaper"));
    return new Reaper(process, id, ledger);
  }

  public ProcessId id() {
    return id;
  }

  /** Runs the action when the reaper ends, by {@link #close} or by somebody else's hand. */
  public void onExit(Runnable action) {
    var unused = process.onExit().thenRun(action);
  }

  /** Ends the pipe and waits for the reaper's end; whatever the ledger still names ends with it. */
  @Override
  public void close() throws IOException {
    try {
      // Close by hand: who killed the reaper has closed the other end.
      process.getOutputStream().close();
    } catch (IOException e) {
      // The pipe is broken, so the reaper is dead, which is what close is for.
      process.destroyForcibly();
    }
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ledger.remove(id);
  }

  private static String script() throws IOException {
    try (InputStream in = Reaper.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IllegalStateException(SCRIPT + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
