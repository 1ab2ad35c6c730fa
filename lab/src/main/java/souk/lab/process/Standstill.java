// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import java.util.ArrayList;
import java.util.List;

/**
 * A process, and all that it has started, made to stand still together for a moment. Who is named
 * by a handle is looked at again before each signal: a handle knows when its process started.
 */
public final class Standstill {
  private final List<ProcessHandle> processes;

  private Standstill(List<ProcessHandle> processes) {
    this.processes = processes;
  }

  /** Begins it; of a process that has ended, nothing stands still. */
  static Standstill of(ProcessId id) {
    List<ProcessHandle> all = new ArrayList<>();
    if (id.isAlive()) {
      ProcessHandle.of(id.pid())
          .ifPresent(
              process -> {
                all.add(process);
                process.descendants().forEach(all::add);
              });
    }
    Standstill standstill = new Standstill(List.copyOf(all));
    standstill.send(Signal.STOP);
    return standstill;
  }

  /** Lets those go on that are still there. */
  public void end() {
    send(Signal.CONT);
  }

  private void send(Signal signal) {
    for (ProcessHandle process : processes) {
      if (process.isAlive()) {
        SystemKill.send(process.pid(), signal);
      }
    }
  }
}
