// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailFolderTest {
  @TempDir private Path folder;

  @Test
  void read_mailsOfTheShop_givesKindAndOrder() throws Exception {
    mail("1.eml", "X-Souk-Order: ord_1\r\nSubject: x\r\nX-Souk-Mail: receipt\r\n\r\ntext");
    mail("2.eml", "X-Souk-Mail: cancelled\r\nx-souk-order: ord_1\r\n\r\n");
    mail("3.eml", "X-Souk-Mail: receipt\r\nX-Souk-Order: ord_1\r\n\r\n");
    mail("4.eml", "Subject: other\r\n\r\nX-Souk-Mail: receipt\r\nX-Souk-Order: ord_9\r\n");
    mail("5.eml.part", "X-Souk-Mail: receipt\r\nX-Souk-Order: ord_8\r\n\r\n");

    assertThat(read()).containsExactlyInAnyOrder("RECEIPT ord_1", "NOTICE ord_1", "RECEIPT ord_1");
  }

  @Test
  void read_kindNotKnownOrNoFolder_isAway() throws Exception {
    mail("1.eml", "X-Souk-Order: ord_1\r\nX-Souk-Mail: poem\r\n\r\n");
    assertThatThrownBy(this::read).isInstanceOf(SourceAway.class).hasMessageContaining("poem");
    assertThatThrownBy(() -> new MailFolder(folder.resolve("none")).read((kind, order) -> {}))
        .isInstanceOf(SourceAway.class);
  }

  @Test
  void read_indexOfAMailServer_isTheSame() throws Exception {
    assertThat(
            indexed(
                "X-Souk-Order: ord_1\nX-Souk-Mail: receipt\n\n\nX-Souk-Mail: cancelled\nX-Souk-Order: ord_2\n\n"))
        .containsExactly("RECEIPT ord_1", "NOTICE ord_2");
    assertThat(indexed("")).isEmpty();
  }

  private static List<String> indexed(String answer) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(answer.getBytes(ISO_8859_1));
          exchange.close();
        });
    server.start();
    try {
      List<String> read = new ArrayList<>();
      new MailIndex("127.0.0.1:" + server.getAddress().getPort())
          .read((kind, order) -> read.add(kind + " " + order));
      return read;
    } finally {
      server.stop(0);
      assertThatThrownBy(
              () ->
                  new MailIndex("127.0.0.1:" + server.getAddress().getPort())
                      .read((kind, order) -> {}))
          .isInstanceOf(SourceAway.class)
          .hasMessageContaining("does not tell");
    }
  }

  private void mail(String name, String content) throws Exception {
    Files.writeString(folder.resolve(name), content);
  }

  private List<String> read() {
    List<String> read = new ArrayList<>();
    new MailFolder(folder).read((kind, order) -> read.add(kind + " " + order));
    return read;
  }
}
