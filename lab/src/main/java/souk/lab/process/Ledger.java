// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file that names every process of a shop, one a line: pid, start token, rank, signal, name. A
 * process is in it before it does anything, and until it is known to be dead. Safe for many threads
 * of one process; other processes only read it, and always see whole lines.
 */
public final class Ledger {
  private static final String SUPERVISOR = "supervisor";

  private final Path file;

  /** One line. */
  public record Entry(ProcessId id, ChildSpec.Rank rank, Signal stop, String name) {
    private String line() {
      return id.pid() + " " + id.startToken() + " " + rank + " " + stop + " " + name + "\n";
    }

    private static Entry parse(String line) {
      String[] words = line.split(" ", 5);
      return new Entry(
          new ProcessId(Long.parseLong(words[0]), words[1]),
          ChildSpec.Rank.valueOf(words[2]),
          Signal.valueOf(words[3]),
          words[4]);
    }
  }

  public Ledger(Path file) {
    this.file = file;
  }

  /** Where it is. */
  public Path file() {
    return file;
  }

  /**
   * All entries, of the living and the dead. Lines that are not whole (the disk was full) are left
   * out.
   */
  public synchronized List<Entry> entries() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<Entry> entries = new ArrayList<>();
    for (String line : Files.readAllLines(file, UTF_8)) {
      if (line.split(" ", 5).length == 5) {
        entries.add(Entry.parse(line));
      }
    }
    return List.copyOf(entries);
  }

  /** The entries whose processes still run. */
  public List<Entry> living() throws IOException {
    return entries().stream().filter(entry -> entry.id().isAlive()).toList();
  }

  /** Writes down the process that holds the shop, which is this one. */
  public void addSupervisor() throws IOException {
    add(new Entry(ProcessId.current(), ChildSpec.Rank.KEEPER, Signal.TERM, SUPERVISOR));
  }

  /** The process that holds the shop, if it lives. */
  public Optional<ProcessId> supervisor() throws IOException {
    return living().stream()
        .filter(entry -> entry.name().equals(SUPERVISOR))
        .map(Entry::id)
        .findFirst();
  }

  synchronized void add(Entry entry) throws IOException {
    Files.writeString(
        file, entry.line(), UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Forgets a process that has ended. */
  public synchronized void remove(ProcessId id) throws IOException {
    replace(entries().stream().filter(entry -> !entry.id().equals(id)).toList());
  }

  /** Forgets everything; only for who has made sure that nothing runs. */
  synchronized void clear() throws IOException {
    replace(List.of());
  }

  private void replace(List<Entry> entries) throws IOException {
    StringBuilder lines = new StringBuilder();
    entries.forEach(entry -> lines.append(entry.line()));
    Path whole = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(whole, lines, UTF_8);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
