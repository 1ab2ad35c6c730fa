// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailIndexTest {
  @TempDir private Path folder;
  private MailIndex index;

  @BeforeEach
  void start() throws IOException {
    index = MailIndex.start(folder, 0);
  }

  @AfterEach
  void stop() {
    index.close();
  }

  @Test
  void get_mails_theirMarksAndNothingElse() throws IOException {
    Files.writeString(
        folder.resolve("a.eml"),
        "Return-Path: <a@example.com>\r\nX-Souk-Order: ord_1\r\nx-souk-mail: receipt\r\n"
            + "Subject: yours\r\n\r\nX-Body: no header\r\n");
    Files.writeString(folder.resolve("half.tmp"), "X-Souk-Order: ord_2\r\n\r\n");

    HttpURLConnection answer = ask("GET");

    assertThat(answer.getResponseCode()).isEqualTo(200);
    assertThat(new String(answer.getInputStream().readAllBytes(), ISO_8859_1))
        .isEqualTo("X-Souk-Order: ord_1\nx-souk-mail: receipt\n\n");
  }

  @Test
  void post_refused() throws IOException {
    assertThat(ask("POST").getResponseCode()).isEqualTo(405);
  }

  @Test
  void get_folderGone_isNoEmptyList() throws IOException {
    Files.delete(folder);

    HttpURLConnection answer = ask("GET");

    assertThatThrownBy(() -> answer.getInputStream().readAllBytes())
        .isInstanceOf(IOException.class);
  }

  private HttpURLConnection ask(String method) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://localhost:" + index.port() + "/").toURL().openConnection();
    connection.setRequestMethod(method);
    return connection;
  }
}
