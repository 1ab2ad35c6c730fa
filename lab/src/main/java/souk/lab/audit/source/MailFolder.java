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
import java.util.function.BiConsumer;
import souk.lab.audit.rule.MailKind;

/**
 * Mails of a folder of this machine, a file each.
 *
 * @param folder where they are
 */
public record MailFolder(Path folder) implements Mails {
  @Override
  public void read(BiConsumer<MailKind, String> consumer) {
    try (DirectoryStream<Path> mails = Files.newDirectoryStream(folder, "*.eml")) {
      for (Path mail : mails) {
        read(mail, consumer);
      }
    } catch (IOException e) {
      throw new SourceAway(MailMarks.NAME, "can't read " + folder + ": " + e, e);
    }
  }

  private static void read(Path mail, BiConsumer<MailKind, String> consumer) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(mail, ISO_8859_1)) {
      MailMarks.read(lines, mail.toString(), consumer);
    } catch (NoSuchFileException e) {
      // Taken back before it was acknowledged, since the list was made.
    }
  }
}
