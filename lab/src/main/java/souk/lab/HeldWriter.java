// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.PrintWriter;
import java.io.Writer;
import org.jspecify.annotations.Nullable;

/** Keeps what is written until it is let go, so that the words of two don't mix. Thread-safe. */
final class HeldWriter extends Writer {
  private final PrintWriter to;
  // Guarded by this; none once it has been let go.
  private @Nullable StringBuilder held = new StringBuilder();

  HeldWriter(PrintWriter to) {
    this.to = to;
  }

  /** Writes what there is, and from now on all at once. */
  synchronized void letGo() {
    if (held != null) {
      to.append(held).flush();
      held = null;
    }
  }

  @Override
  public synchronized void write(char[] text, int from, int length) {
    if (held == null) {
      to.write(text, from, length);
    } else {
      held.append(text, from, length);
    }
  }

  @Override
  public synchronized void flush() {
    if (held == null) {
      to.flush();
    }
  }

  @Override
  public void close() {
    flush();
  }
}
