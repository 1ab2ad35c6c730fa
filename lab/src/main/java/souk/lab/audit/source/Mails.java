// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** The mails that were delivered, a file each. */
public final class Mails {
  private static final String NAME = "mails";

  /** Names the order that a mail is about. */
  private static final String ORDER = "x-souk-order:";

  /** Says what a mail is. */
  private static final String KIND = "x-souk-mail:";

  private static final String RECEIPT = "receipt";

  private final Path folder;

  public Mails(Path folder) {
    this.folder = folder;
  }

  /**
   * The order of each receipt; of one that was sent twice, twice.
   *
   * @throws SourceAway when the folder or a mail can't be read
   */
  public void receipts(Consumer<String> orderIds) {
    try (DirectoryStream<Path> mails = Files.newDirectoryStream(folder, "*.eml")) {
      for (Path mail : mails) {
        receiptIn(mail).ifPresent(orderIds);
      }
    } catch (IOException e) {
      throw new SourceAway(NAME, "can't read " + folder + ": " + e, e);
    }
  }

  private static Optional<String> receiptIn(Path mail) throws IOException {
    String order = "";
    String kind = "";
    try (BufferedReader lines = Files.newBufferedReader(mail, UTF_8)) {
      // An empty line ends the headers.
      for (String line = lines.readLine();
          line != null && !line.isEmpty();
          line = lines.readLine()) {
        String lower = line.toLowerCase(Locale.ROOT);
        if (lower.startsWith(ORDER)) {
          order = line.substring(ORDER.length()).strip();
        } else if (lower.startsWith(KIND)) {
          kind = lower.substring(KIND.length()).strip();
        }
      }
    }
    return kind.equals(RECEIPT) && !order.isEmpty() ? Optional.of(order) : Optional.empty();
  }
}
