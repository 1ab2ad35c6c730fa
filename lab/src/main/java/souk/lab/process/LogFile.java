// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file that a child appends its output to, kept within bounds: at most twice {@link #MAX_BYTES}
 * with the older half, {@code NAME.log.1}.
 */
public final class LogFile {
  /** What one file may hold. */
  public static final long MAX_BYTES = 20L << 20;

  private static final long TAIL_BYTES = 64 << 10;

  private final Path file;

  public LogFile(Path file) {
    this.file = file;
  }

  public Path file() {
    return file;
  }

  /** Puts what is there aside; only while nobody writes to it. */
  public void startAnew() throws IOException {
    if (Files.exists(file) && Files.size(file) > 0) {
      Files.move(file, older(), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Puts what is there aside if it is too much, while a child goes on appending to it: copied, then
   * cut. What the child writes between the two is lost.
   */
  public void bound(long maxBytes) throws IOException {
    if (!Files.exists(file) || Files.size(file) <= maxBytes) {
      return;
    }
    Files.copy(file, older(), StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  /** The last lines, at most so many, out of the last 64 KiB. */
  public List<String> tail(int lines) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(Math.max(0, in.length() - TAIL_BYTES));
      byte[] bytes = new byte[(int) Math.min(TAIL_BYTES, in.length())];
      in.readFully(bytes);
      List<String> all = new String(bytes, UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    }
  }

  private Path older() {
    return file.resolveSibling(file.getFileName() + ".1");
  }
}
