// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/** A process that this one started, and that its ledger names for as long as it lives. */
public final class Child {
  /**
   * Waits for a word on its input and becomes the program. When the launcher dies before the child
   * is in the ledger, the word never comes, and the child ends by itself.
   */
  static final String GATE = "read -r go && exec \"$@\" </dev/null";

  private final ChildSpec spec;
  private final Process process;
  private final ProcessId id;
  private final CompletableFuture<Integer> exit;

  private Child(ChildSpec spec, Process process, ProcessId id, CompletableFuture<Integer> exit) {
    this.spec = spec;
    this.process = process;
    this.id = id;
    this.exit = exit;
  }

  /** Starts it and writes it down; throws {@link LabException} when it can't be started. */
  public static Child start(ChildSpec spec, Ledger ledger) {
    List<String> command = new ArrayList<>(Sessions.ownSession());
    command.addAll(List.of("sh", "-c", GATE, spec.name()));
    command.addAll(spec.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(spec.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
    builder.environment().clear();
    builder.environment().putAll(spec.environment());
    try {
      return enter(spec, builder.start(), ledger);
    } catch (IOException e) {
      throw new LabException("can't start " + spec.name() + ": " + e.getMessage(), e);
    }
  }

  private static Child enter(ChildSpec spec, Process process, Ledger ledger) throws IOException {
    try (OutputStream gate = process.getOutputStream()) {
      ProcessId id =
          ProcessId.of(process.pid())
              .orElseThrow(() -> new LabException(spec.name() + " ended before it began"));
      ledger.add(new Ledger.Entry(id, spec.rank(), spec.stop(), spec.name()));
      CompletableFuture<Integer> exit =
          process.onExit().thenApply(ended -> forget(spec, ended, id, ledger));
      gate.write("go\n".getBytes(US_ASCII));
      return new Child(spec, process, id, exit);
    }
  }

  private static int forget(ChildSpec spec, Process ended, ProcessId id, Ledger ledger) {
    try {
      ledger.remove(id);
    } catch (IOException e) {
      // Harmless: the entry names a process that no one will find.
      System.err.println("souk: " + spec.name() + " stays in the ledger: " + e.getMessage());
    }
    return ended.exitValue();
  }

  public String name() {
    return spec.name();
  }

  public ProcessId id() {
    return id;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Calls the action with the exit status, 128 + n for signal n, once it has ended and the ledger
   * has forgotten it.
   */
  public void onExit(IntConsumer action) {
    var unused = exit.thenAccept(action::accept);
  }

  /** Sends the signal if it still runs. */
  public void send(Signal signal) {
    id.send(signal);
  }

  /** Sends the signal to it and to all that it has started, if it still runs. */
  public void sendToAll(Signal signal) {
    id.sendToAll(signal);
  }

  /** Makes it, and all that it has started, stand still until that is ended. */
  public Standstill standStill() {
    return Standstill.of(id);
  }

  /**
   * Asks it to end and waits, at most so long; then kills it.
   *
   * @return whether it ended by itself
   */
  public boolean stop(Duration patience) {
    send(spec.stop());
    // What is paused can't hear it.
    sendToAll(Signal.CONT);
    if (awaitExit(patience)) {
      return true;
    }
    sendToAll(Signal.KILL);
    awaitExit(patience);
    return false;
  }

  /** Waits for its end, at most so long; says whether it came. */
  public boolean awaitExit(Duration patience) {
    try {
      exit.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
