// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import java.nio.file.Path;
import java.util.function.Consumer;
import souk.lab.history.HistoryReader;
import souk.lab.history.Operation;
import souk.lab.process.LabException;

/** What the clients wrote down. */
public final class Histories {
  private final Path folder;

  public Histories(Path folder) {
    this.folder = folder;
  }

  /**
   * All operations of all files; without files, none.
   *
   * @throws SourceAway when a file can't be read, or is broken
   */
  public void read(Consumer<Operation> operations) {
    try {
      HistoryReader.read(folder, operations);
    } catch (LabException e) {
      throw new SourceAway("histories", String.valueOf(e.getMessage()), e);
    }
  }
}
