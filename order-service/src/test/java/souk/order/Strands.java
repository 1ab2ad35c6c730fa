// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Threads that take turns. Only the one that was given the turn runs, until it gives it back, so
 * that whoever gives the turns decides everything; to be used from one virtual thread.
 */
final class Strands {
  /** The process of a strand is dead. Caught by nobody but the strand's own end. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("the process is dead", null, false, false);
    }
  }

  /** One thread of a process; of none when it is a message on its way. */
  static final class Strand {
    private final String name;
    private final @Nullable SimulatedInstance process;
    private BooleanSupplier ready = () -> true;
    private boolean killed;
    private volatile boolean ended;
    private volatile boolean hasTurn;
    private final Runnable body;
    private @Nullable Thread thread;

    private Strand(String name, @Nullable SimulatedInstance process, Runnable body) {
      this.name = name;
      this.process = process;
      this.body = body;
    }

    @Nullable SimulatedInstance process() {
      return process;
    }

    /** Whether it has something to do, and its process lets it. */
    boolean canRun() {
      return killed || ((process == null || !process.isPaused()) && ready.getAsBoolean());
    }

    @Override
    public String toString() {
      return process == null ? name : process + " " + name;
    }
  }

  private final List<Strand> living = new ArrayList<>();
  private final Thread loop = Thread.currentThread();
  private @Nullable Strand current;

  /** Spares a look at all of them before each move. */
  private boolean anyToBury;

  private @Nullable Throwable failure;

  /** A new strand, which runs when it is first given the turn. */
  void start(String name, @Nullable SimulatedInstance process, Runnable body) {
    living.add(new Strand(name, process, body));
  }

  private void live(Strand strand) {
    try {
      strand.body.run();
    } catch (Killed dead) {
      // As it should be.
    } catch (Throwable unexpected) {
      failure = unexpected;
    } finally {
      strand.ended = true;
      strand.hasTurn = false;
      LockSupport.unpark(loop);
    }
  }

  /** Those that can go on. */
  List<Strand> ready() {
    List<Strand> ready = new ArrayList<>(living.size());
    for (Strand strand : living) {
      if (strand.canRun()) {
        ready.add(strand);
      }
    }
    return ready;
  }

  boolean isIdle() {
    return living.isEmpty();
  }

  /** Gives a strand the turn, and comes back when it gave it back or ended. */
  void run(Strand strand) {
    if (strand.killed && strand.thread == null) {
      living.remove(strand);
      return;
    }
    current = strand;
    strand.hasTurn = true;
    if (strand.thread == null) {
      strand.thread = Thread.ofVirtual().start(() -> live(strand));
    } else {
      LockSupport.unpark(strand.thread);
    }
    while (strand.hasTurn) {
      LockSupport.park(this);
    }
    current = null;
    if (strand.ended) {
      living.remove(strand);
    }
    if (failure != null) {
      Throwable thrown = failure;
      failure = null;
      throw new AssertionError(strand + ": " + thrown, thrown);
    }
  }

  /** Ends the strands of a dead process, before anything else happens. */
  void bury() {
    if (!anyToBury) {
      return;
    }
    anyToBury = false;
    living.stream().filter(strand -> strand.killed).toList().forEach(this::run);
  }

  /** Marks the strands of a process that dies. */
  void kill(Predicate<Strand> which) {
    anyToBury = true;
    living.stream().filter(which).forEach(strand -> strand.killed = true);
  }

  /** Gives the turn back; goes on when it is given again. By the strand that has it. */
  void pause() {
    await(() -> true);
  }

  /** Gives the turn back until something is so. By the strand that has it. */
  void await(BooleanSupplier ready) {
    Strand mine = current();
    endIfKilled(mine);
    mine.ready = ready;
    mine.hasTurn = false;
    LockSupport.unpark(loop);
    while (!mine.hasTurn) {
      LockSupport.park(this);
    }
    mine.ready = () -> true;
    endIfKilled(mine);
  }

  /** Ends the strand that has the turn, if its process is dead. */
  void endIfKilled() {
    endIfKilled(current());
  }

  /** The strand that has the turn. */
  Strand current() {
    if (current == null) {
      throw new IllegalStateException("no strand has the turn");
    }
    return current;
  }

  @Override
  public String toString() {
    return living.toString();
  }

  private static void endIfKilled(Strand strand) {
    if (strand.killed) {
      throw new Killed();
    }
  }
}
