// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.regex.Pattern;
import souk.lab.process.LabException;

/**
 * Writes one file of history, its own. Each line is in the file when the method returns: handed to
 * the system, so that a killed client has written what it asked; nothing waits in a buffer.
 * Thread-safe. What can't be written is an error: a history with gaps proves nothing.
 */
public final class HistoryWriter implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,60}");

  private final Path file;
  private final FileChannel channel;
  private final InstantSource clock;
  private long last;

  private HistoryWriter(Path file, FileChannel channel, InstantSource clock) {
    this.file = file;
    this.channel = channel;
    this.clock = clock;
  }

  /**
   * Begins a file.
   *
   * @param folder the shop's folder of histories; made if need be
   * @param name of the file, without its end; there must be none of that name
   */
  public static HistoryWriter create(Path folder, String name, InstantSource clock) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(name + " (expected: a-z, then a-z, 0-9 and '-')");
    }
    Path file = folder.resolve(name + HistoryReader.END);
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new HistoryWriter(file, channel, clock);
    } catch (IOException e) {
      throw new LabException("can't begin the history " + file + ": " + e, e);
    }
  }

  public Path file() {
    return file;
  }

  /**
   * Notes what is about to be asked; to be called before it is sent.
   *
   * @return the operation's number, for {@link #tell}
   */
  public synchronized long ask(Asked asked) {
    last++;
    write(HistoryLine.of(last, clock.instant(), asked));
    return last;
  }

  /** Notes what the client was told, once for each operation. */
  public synchronized void tell(long operation, Told told) {
    if (operation < 1 || operation > last) {
      throw new IllegalArgumentException("operation " + operation + " (expected: one asked)");
    }
    write(HistoryLine.of(operation, clock.instant(), told));
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void write(String line) {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private LabException failed(IOException e) {
    return new LabException("can't write the history " + file + ": " + e, e);
  }
}
