// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import souk.lab.audit.rule.MailKind;

/** The mails that were delivered, a file each. */
public final class Mails {
  private static final String NAME = "mails";

  /** Names the order that a mail is about. */
  private static final String ORDER = "x-souk-order:";

  /** Says what a mail is. */
  private static final String KIND = "x-souk-mail:";

  private static final Map<String, MailKind> KINDS =
      Map.of("receipt", MailKind.RECEIPT, "cancelled", MailKind.NOTICE);

  private final Path folder;

  public Mails(Path folder) {
    this.folder = folder;
  }

  /**
   * What each mail is, and its order; of one that was delivered twice, twice. What bears no mark of
   * the shop is none of it.
   *
   * @throws SourceAway when the folder or a mail can't be read
   */
  public void read(BiConsumer<MailKind, String> consumer) {
    try (DirectoryStream<Path> mails = Files.newDirectoryStream(folder, "*.eml")) {
      for (Path mail : mails) {
        read(mail, consumer);
      }
    } catch (IOException e) {
      throw new SourceAway(NAME, "can't read " + folder + ": " + e, e);
    }
  }

  private static void read(Path mail, BiConsumer<MailKind, String> consumer) throws IOException {
    String order = "";
    String kind = "";
    try (BufferedReader lines = Files.newBufferedReader(mail, ISO_8859_1)) {
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
    } catch (NoSuchFileException e) {
      // Taken back before it was acknowledged, since the list was made.
      return;
    }
    if (order.isEmpty()) {
      return;
    }
    MailKind known = KINDS.get(kind);
    if (known == null) {
      throw new SourceAway(NAME, mail + ": " + KIND + " " + kind + " is not understood");
    }
    consumer.accept(known, order);
  }
}
