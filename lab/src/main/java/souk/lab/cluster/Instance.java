// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import souk.lab.part.Part;
import souk.lab.process.Child;
import souk.lab.process.LabException;
import souk.lab.process.Ledger;
import souk.lab.process.LogFile;
import souk.lab.process.Signal;
import souk.lab.process.Standstill;

/**
 * A part and the process that it is now, if any. Its operations are called by one thread at a time;
 * its state may be read by any.
 */
final class Instance {
  private static final int SIGNAL_BASE = 128;
  private static final int LAST_LINES = 8;
  private static final int LINES_TO_SEARCH = 500;

  private final Part part;
  private final Ledger ledger;
  private final LogFile log;
  private final ShopEvents events;
  private final Strain strain = new Strain();

  /** Held while it is decided whether it stands still, and made so: two threads may want to. */
  private final Object stillness = new Object();

  // Guarded by stillness.
  private @Nullable Standstill standstill;

  private volatile State state = State.STOPPED;
  private volatile @Nullable Child child;

  /** What became of it, as far as the shop wanted it. */
  enum State {
    STOPPED,
    STARTING,
    RUNNING,
    /** Stands still, with all that it holds. */
    PAUSED,
    KILLED,
    /** Ended without being asked. */
    DIED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param events told of each state, and when it dies by itself
   */
  Instance(Part part, Ledger ledger, LogFile log, ShopEvents events) {
    this.part = part;
    this.ledger = ledger;
    this.log = log;
    this.events = events;
  }

  Part part() {
    return part;
  }

  String name() {
    return part.name();
  }

  State state() {
    return state;
  }

  boolean isRunning() {
    Child current = child;
    return current != null && current.isAlive();
  }

  /** 0 while it has no process. */
  long pid() {
    Child current = child;
    return current != null && current.isAlive() ? current.id().pid() : 0;
  }

  /** What is taken away from it. */
  Strain strain() {
    return strain;
  }

  LogFile log() {
    return log;
  }

  /** Starts its process, which then is on its way. */
  void launch() {
    part.prepare();
    become(State.STARTING);
    Child started = Child.start(part.spec(), ledger);
    child = started;
    started.onExit(status -> ended(started, status));
  }

  /** Says that it does its work now. */
  void markRunning() {
    become(State.RUNNING);
  }

  /** Asks it to end, waits, at most so long, and then kills it; says whether that was needed. */
  boolean stop(Duration patience) {
    synchronized (stillness) {
      become(State.STOPPED);
    }
    Child current = child;
    return current == null || !current.isAlive() || current.stop(patience);
  }

  /** Makes it stand still where it is; false when it has no process. */
  boolean pause() {
    Child current = child;
    if (current == null || !current.isAlive()) {
      return false;
    }
    synchronized (stillness) {
      become(State.PAUSED);
      current.sendToAll(Signal.STOP);
    }
    return true;
  }

  /** Lets it go on, whoever has paused it; false when it has no process. */
  boolean resume() {
    Child current = child;
    if (current == null || !current.isAlive()) {
      return false;
    }
    synchronized (stillness) {
      current.sendToAll(Signal.CONT);
      if (state == State.PAUSED) {
        become(State.RUNNING);
      }
    }
    return true;
  }

  /**
   * Makes it stand still for a moment, until {@link #goOn}, unless it is paused or on its way out.
   * By any thread.
   */
  void standStill() {
    synchronized (stillness) {
      Child current = child;
      boolean works = state == State.STARTING || state == State.RUNNING;
      if (works && current != null && standstill == null) {
        standstill = current.standStill();
      }
    }
  }

  /** The end of that moment, unless it was paused meanwhile. By any thread. */
  void goOn() {
    synchronized (stillness) {
      Standstill begun = standstill;
      standstill = null;
      if (begun != null && state != State.PAUSED) {
        begun.end();
      }
    }
  }

  /** Ends it at once, with all its processes, without a chance to say good-bye. */
  void kill(Duration patience) {
    become(State.KILLED);
    Child current = child;
    if (current != null) {
      current.sendToAll(Signal.KILL);
      if (!current.awaitExit(patience)) {
        throw new LabException(name() + " does not end, not even by kill -9");
      }
    }
  }

  /** Has it write to its log what its threads do, if it is one of the shop's own. */
  void logThreads() {
    Child current = child;
    if (current != null && current.isAlive() && !part.isStore()) {
      current.send(Signal.QUIT);
    }
  }

  /** What a person needs to know when it ended while it started. */
  String lastWords() {
    try {
      return name()
          + " ended while it started; its last lines (all of them are in "
          + log.file()
          + "):\n  "
          + String.join("\n  ", lastLines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without the frames of stack traces, which would leave no room for what happened. */
  private List<String> lastLines() throws IOException {
    List<String> lines =
        log.tail(LINES_TO_SEARCH).stream()
            .filter(line -> !line.startsWith("\tat ") && !line.startsWith("\t... "))
            .toList();
    return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
  }

  private void become(State now) {
    state = now;
    events.became(name(), now.word());
  }

  private void ended(Child which, int status) {
    if (which == child && (state == State.RUNNING || state == State.PAUSED)) {
      become(State.DIED);
      String how =
          status > SIGNAL_BASE
              ? "killed by signal " + (status - SIGNAL_BASE)
              : "exit status " + status;
      events.say(name() + " died (" + how + "); it stays so until ./souk start " + name());
    } else if (which == child && state == State.STARTING) {
      become(State.DIED);
    }
  }
}
