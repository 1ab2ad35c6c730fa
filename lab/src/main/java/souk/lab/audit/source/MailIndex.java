// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.function.BiConsumer;
import souk.lab.audit.rule.MailKind;

/**
 * Mails as the shop's mail server tells of them: the marks of each, and an empty line.
 *
 * @param address host:port
 */
public record MailIndex(String address) implements Mails {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Override
  public void read(BiConsumer<MailKind, String> consumer) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create("http://" + address + "/").toURL().openConnection();
      connection.setConnectTimeout((int) TIMEOUT.toMillis());
      connection.setReadTimeout((int) TIMEOUT.toMillis());
      // A list that breaks off ends with an error and not as a shorter one: it comes in chunks.
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1))) {
        boolean some = true;
        while (some) {
          some = MailMarks.read(lines, "a mail", consumer);
        }
      }
    } catch (IOException e) {
      throw new SourceAway(
          MailMarks.NAME, "the mail server at " + address + " does not tell of them: " + e, e);
    }
  }
}
