// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import souk.lab.process.LabException;

/** Load and experiments that were started from here, one of each at a time. Thread-safe. */
final class SideRuns implements AutoCloseable {
  /** The kind of run that sends shoppers. */
  static final String LOAD = "load";

  private static final int KEPT = 4;

  private final Programs programs;
  private final Board board;
  // Guarded by this.
  private final List<SideRun> runs = new ArrayList<>();
  private int last;

  SideRuns(Programs programs, Board board) {
    this.programs = programs;
    this.board = board;
  }

  /**
   * Starts one.
   *
   * @param what load or experiment
   * @throws LabException when one of that kind runs already, or it can't be started
   */
  synchronized void start(String what, int heapMegabytes, List<String> arguments) {
    if (runs.stream().anyMatch(run -> run.what().equals(what) && run.isRunning())) {
      throw new LabException("one " + what + " runs already");
    }
    String command = programs.commandLine(arguments);
    try {
      last++;
      SideRun run =
          new SideRun(last, what, command, programs.start(heapMegabytes, arguments, true));
      runs.addFirst(run);
      while (runs.size() > KEPT) {
        runs.removeLast();
      }
      board.note("run", what, command);
      run.follow(ended -> board.note("run", what, ending(ended.view())));
    } catch (IOException e) {
      throw new LabException("can't start " + command + ": " + e.getMessage(), e);
    }
  }

  private static String ending(SideRun.View run) {
    String last = run.lines().isEmpty() ? "" : ": " + run.lines().getLast();
    return "ended with status " + run.exitStatus() + last;
  }

  /** Asks it to end. */
  synchronized void end(int number) {
    SideRun found =
        runs.stream()
            .filter(run -> run.number() == number && run.isRunning())
            .findFirst()
            .orElseThrow(() -> new LabException("nothing of that number runs"));
    board.note("run", found.what(), "told to end");
    found.end();
  }

  synchronized List<SideRun.View> views() {
    return runs.stream().map(SideRun::view).toList();
  }

  @Override
  public void close() {
    List<SideRun> all;
    synchronized (this) {
      all = List.copyOf(runs);
    }
    // It would wait for its shoppers, and their shop is gone.
    all.stream().filter(run -> run.what().equals(LOAD)).forEach(SideRun::endAtOnce);
    all.forEach(SideRun::endForSure);
  }
}
