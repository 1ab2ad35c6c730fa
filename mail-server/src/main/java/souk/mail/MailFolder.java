// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A folder with a file for each mail: {@code TIME-NUMBER.eml}, the mail as it came below a line
 * {@code Return-Path} and one {@code Delivered-To} for each recipient. All are kept. Thread-safe.
 */
final class MailFolder {
  /** Of one mail. */
  static final int MAX_BYTES = 1 << 20;

  private static final String UNFINISHED = ".tmp";
  private static final int CHUNK_BYTES = 8 << 10;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final InstantSource clock;
  private final RandomGenerator random;

  private MailFolder(Path folder, InstantSource clock, RandomGenerator random) {
    this.folder = folder;
    this.clock = clock;
    this.random = random;
  }

  /** A mail is larger than any that is kept. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    TooLargeException() {
      super("a mail of more than " + MAX_BYTES + " bytes");
    }
  }

  /**
   * Makes the folder, if it is not there, and removes what an earlier process left unfinished.
   *
   * @param random makes names; thread-safe
   */
  static MailFolder open(Path folder, InstantSource clock, RandomGenerator random)
      throws IOException {
    Files.createDirectories(folder);
    try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
      for (Path each : unfinished) {
        Files.delete(each);
      }
    }
    return new MailFolder(folder, clock, random);
  }

  /**
   * Keeps a mail. When it returns, the mail survives whatever becomes of this process and this
   * machine; when it fails, there is none.
   *
   * @return the file's name
   */
  String keep(String sender, List<String> recipients, InputStream content) throws IOException {
    String name = TIME.format(clock.instant()) + "-" + Integer.toHexString(random.nextInt());
    Path unfinished = folder.resolve(name + UNFINISHED);
    Path kept = folder.resolve(name + ".eml");
    boolean done = false;
    try {
      write(unfinished, envelope(sender, recipients), content);
      Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE);
      // The name is as durable as the content only when the folder is.
      try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
        names.force(true);
      }
      done = true;
      return name + ".eml";
    } finally {
      if (!done) {
        Files.deleteIfExists(unfinished);
        Files.deleteIfExists(kept);
      }
    }
  }

  private static byte[] envelope(String sender, List<String> recipients) {
    StringBuilder lines = new StringBuilder("Return-Path: <" + sender + ">\r\n");
    recipients.forEach(recipient -> lines.append("Delivered-To: " + recipient + "\r\n"));
    return lines.toString().getBytes(US_ASCII);
  }

  private static void write(Path file, byte[] envelope, InputStream content) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      writeAll(out, ByteBuffer.wrap(envelope));
      byte[] chunk = new byte[CHUNK_BYTES];
      long total = 0;
      for (int length = content.read(chunk); length >= 0; length = content.read(chunk)) {
        total += length;
        // The rest is read all the same: the answer comes after the end of the mail.
        if (total <= MAX_BYTES) {
          writeAll(out, ByteBuffer.wrap(chunk, 0, length));
        }
      }
      if (total > MAX_BYTES) {
        throw new TooLargeException();
      }
      out.force(true);
    }
  }

  private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
