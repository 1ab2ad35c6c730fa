// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a stream that have their end: {@code BufferedReader} can't tell a torn one. */
final class WholeLines {
  /** Far beyond what a writer writes: a file without ends of lines is no history. */
  private static final int LONGEST_BYTES = 64 << 10;

  private final InputStream in;
  private final byte[] buffer = new byte[64 << 10];
  private int next;
  private int filled;

  WholeLines(InputStream in) {
    this.in = in;
  }

  /** The next line without its end; null when no whole one is left. */
  byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    while (true) {
      if (next == filled) {
        filled = in.read(buffer);
        next = 0;
        if (filled < 0) {
          filled = 0;
          return null;
        }
      }
      int begin = next;
      while (next < filled && buffer[next] != '\n') {
        next++;
      }
      line.write(buffer, begin, next - begin);
      if (next < filled) {
        next++;
        return line.toByteArray();
      }
      if (line.size() > LONGEST_BYTES) {
        throw new IOException("a line of more than " + LONGEST_BYTES + " bytes");
      }
    }
  }
}
