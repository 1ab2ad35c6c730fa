// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import souk.lab.process.LabException;

/**
 * Reads all histories of a folder, one operation at a time: memory holds only the operations that
 * were not told yet. A last line without its end is one that a killed writer was about to write, or
 * that a living one is writing: it is left out. Everything else that is no history is an error.
 */
public final class HistoryReader {
  static final String END = ".jsonl";

  private HistoryReader() {}

  /**
   * Gives each operation once: those that were told in the order in which they were, then those of
   * the file that were not.
   *
   * @param folder one that does not exist has no histories
   * @return how many files were read
   */
  public static int read(Path folder, Consumer<Operation> operations) {
    List<Path> files = files(folder);
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        new OneFile(file, new WholeLines(in), operations).read();
      } catch (IOException e) {
        throw new LabException("can't read the history " + file + ": " + e, e);
      }
    }
    return files.size();
  }

  private static List<Path> files(Path folder) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + END)) {
      all.forEach(files::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw new LabException("can't read the histories in " + folder + ": " + e, e);
    }
    Collections.sort(files);
    return files;
  }

  /** One file's operations. */
  private static final class OneFile {
    private final Path file;
    private final WholeLines lines;
    private final Consumer<Operation> operations;
    private final Map<Long, Operation> open = new LinkedHashMap<>();
    private long lastAsked;

    OneFile(Path file, WholeLines lines, Consumer<Operation> operations) {
      this.file = file;
      this.lines = lines;
      this.operations = operations;
    }

    void read() throws IOException {
      int number = 0;
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        number++;
        try {
          take(HistoryLine.parse(new String(line, UTF_8)));
        } catch (IllegalArgumentException e) {
          throw new LabException(
              "the history %s is broken at line %d: %s".formatted(file, number, e.getMessage()), e);
        }
      }
      open.values().forEach(operations);
    }

    private void take(HistoryLine line) {
      Asked asked = line.asked();
      if (asked != null) {
        if (line.operation() <= lastAsked) {
          throw new IllegalArgumentException("operation " + line.operation() + " was asked before");
        }
        lastAsked = line.operation();
        open.put(line.operation(), new Operation(line.operation(), asked, line.at(), null, null));
        return;
      }
      Operation before = open.remove(line.operation());
      if (before == null) {
        throw new IllegalArgumentException(
            "operation " + line.operation() + " was told, but is not open");
      }
      operations.accept(
          new Operation(before.id(), before.asked(), before.askedAt(), line.told(), line.at()));
    }
  }
}
