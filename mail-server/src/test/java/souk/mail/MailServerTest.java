// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.mail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailServerTest {
  @TempDir private Path folder;
  private MailServer server;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(folder.resolve("half.tmp"), "what a killed process left");
    server = MailServer.start(folder, InetAddress.getLoopbackAddress(), 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void mail_answeredFor_isInItsFile() throws IOException {
    try (Talk talk = new Talk(server.port())) {
      talk.begin("ada@example.com");
      assertThat(talk.ask("Subject: hello\r\n\r\n..a dot\r\nthe end\r\n.")).startsWith("250");
      talk.begin("grace@example.com");
      assertThat(talk.ask("Subject: again\r\n\r\n.")).startsWith("250");
    }

    assertThat(files()).hasSize(2).allMatch(file -> file.toString().endsWith(".eml"));
    assertThat(files().stream().map(MailServerTest::read))
        .contains(
            "Return-Path: <shop@example.com>\r\nDelivered-To: ada@example.com\r\n"
                + "Subject: hello\r\n\r\n.a dot\r\nthe end\r\n");
  }

  @Test
  void mail_neverEnded_nothingIsKept() throws IOException {
    try (Talk talk = new Talk(server.port())) {
      talk.begin("ada@example.com");
      talk.say("Subject: hello\r\n\r\nhalf a ma");
    }
    server.close();

    assertThat(files()).isEmpty();
  }

  @Test
  void mail_tooLarge_refusedAndTheNextIsTaken() throws IOException {
    try (Talk talk = new Talk(server.port())) {
      talk.begin("ada@example.com");
      String line = "x".repeat(998) + "\r\n";
      for (int i = 0; i < 1_100; i++) {
        talk.say(line);
      }
      assertThat(talk.ask(".")).startsWith("552");
      assertThat(talk.ask("RSET")).startsWith("250");
      talk.begin("ada@example.com");
      assertThat(talk.ask("\r\nsmall\r\n.")).startsWith("250");
    }

    assertThat(files()).hasSize(1);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, US_ASCII);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** A client that says what it is told to. */
  private static final class Talk implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final BufferedReader in;

    Talk(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(20_000);
      out = socket.getOutputStream();
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      assertThat(in.readLine()).startsWith("220");
      assertThat(ask("HELO test")).startsWith("250");
    }

    void begin(String recipient) throws IOException {
      assertThat(ask("MAIL FROM:<shop@example.com>")).startsWith("250");
      assertThat(ask("RCPT TO:<" + recipient + ">")).startsWith("250");
      assertThat(ask("DATA")).startsWith("354");
    }

    void say(String text) throws IOException {
      out.write(text.getBytes(US_ASCII));
      out.flush();
    }

    String ask(String line) throws IOException {
      say(line + "\r\n");
      return in.readLine();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
