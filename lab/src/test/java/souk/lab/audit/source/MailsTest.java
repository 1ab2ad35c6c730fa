// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailsTest {
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
    assertThatThrownBy(() -> new Mails(folder.resolve("none")).read((kind, order) -> {}))
        .isInstanceOf(SourceAway.class);
  }

  private void mail(String name, String content) throws Exception {
    Files.writeString(folder.resolve(name), content);
  }

  private List<String> read() {
    List<String> read = new ArrayList<>();
    new Mails(folder).read((kind, order) -> read.add(kind + " " + order));
    return read;
  }
}
