// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir private Path folder;
  private Path file;
  private LogFile log;

  @BeforeEach
  void create() {
    file = folder.resolve("cart-1.log");
    log = new LogFile(file);
  }

  @Test
  void tail_moreLinesThanAsked_areTheLast() throws Exception {
    assertThat(log.tail(2)).isEmpty();
    Files.writeString(file, "one\ntwo\nthree\n");
    assertThat(log.tail(2)).containsExactly("two", "three");
    assertThat(log.tail(5)).containsExactly("one", "two", "three");
  }

  @Test
  void tail_hugeLine_isBounded() throws Exception {
    Files.writeString(file, "x".repeat(1 << 20) + "\nlast\n");
    assertThat(log.tail(1)).containsExactly("last");
    assertThat(log.tail(2).getFirst()).hasSizeLessThan(1 << 17);
  }

  @Test
  void bound_tooMuch_isPutAsideAndTheWriterGoesOn() throws Exception {
    try (Writer writer = new FileWriter(file.toFile(), StandardCharsets.UTF_8, true)) {
      writer.write("0123456789\n");
      writer.flush();
      log.bound(100);
      assertThat(file).hasContent("0123456789");
      log.bound(10);
      assertThat(file).isEmptyFile();
      writer.write("more\n");
    }
    assertThat(Files.readString(file)).isEqualTo("more\n");
    assertThat(folder.resolve("cart-1.log.1")).hasContent("0123456789");
  }

  @Test
  void startAnew_oldLines_areKeptAside() throws Exception {
    log.startAnew();
    Files.writeString(file, "old\n");
    log.startAnew();
    assertThat(file).doesNotExist();
    assertThat(folder.resolve("cart-1.log.1")).hasContent("old");
  }
}
