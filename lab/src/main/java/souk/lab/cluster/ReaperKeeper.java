// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import souk.lab.process.Ledger;
import souk.lab.process.Reaper;

/** Sees to it that there is always a reaper, whoever kills it. */
final class ReaperKeeper implements AutoCloseable {
  private final Ledger ledger;
  private final Path log;
  private @Nullable Reaper reaper;
  private boolean closed;

  ReaperKeeper(Ledger ledger, Path log) {
    this.ledger = ledger;
    this.log = log;
  }

  synchronized void start() throws IOException {
    if (closed) {
      return;
    }
    Reaper last = reaper;
    if (last != null) {
      ledger.remove(last.id());
    }
    Reaper next = Reaper.start(ledger, log);
    reaper = next;
    next.onExit(this::startAnother);
  }

  /** 0 without one. */
  synchronized long pid() {
    return reaper == null ? 0 : reaper.id().pid();
  }

  @Override
  public void close() throws IOException {
    Reaper last;
    synchronized (this) {
      closed = true;
      last = reaper;
    }
    if (last != null) {
      last.close();
    }
  }

  private void startAnother() {
    try {
      start();
    } catch (IOException e) {
      System.err.println("souk: there is no reaper any more: " + e);
    }
  }
}
