// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static java.lang.System.nanoTime;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis, as a shop starts it. */
class RedisTest {
  private static final int MEGABYTES = 64;

  @TempDir private Path folder;
  private ShopHome home;
  private int port;
  private Redis redis;
  private RunningPart running;

  @BeforeEach
  void start() {
    home = ShopHome.of(folder, "shop", System.getenv()).create();
    port =
        FixedPorts.reserve(folder.resolve("ports"), List.of("redis"), Set.of(), new Random())
            .of("redis");
    redis = new Redis(home, home.data(), new Secrets(home.secrets(), new SecureRandom()), port);
    running = RunningPart.start(redis, home.ledger());
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void stopped_andStartedAgain_hasItsData() throws Exception {
    assertThat(ask("AUTH " + redis.password(), "SET kept 42")).isEqualTo("+OK");
    assertThat(running.stop()).as("ends when asked").isTrue();
    running.killAndStart();
    assertThat(ask("AUTH " + redis.password(), "STRLEN kept")).isEqualTo(":2");
  }

  /** The disk is busy with megabytes; whatever is held back meanwhile would be lost. */
  @Test
  void killed_whileItsDiskIsBusy_hasAllThatItAnswered() throws Exception {
    int answered = 0;
    try (Talk talk = new Talk()) {
      talk.ask("AUTH " + redis.password());
      talk.ask("CONFIG SET auto-aof-rewrite-percentage 0");
      for (long end = nanoTime() + SECONDS.toNanos(3); nanoTime() < end && !talk.holdsBack(); ) {
        talk.write(MEGABYTES);
        assertThat(talk.ask("RPUSH answered x")).startsWith(":");
        answered++;
      }
    }
    running.killAndStart();
    assertThat(ask("AUTH " + redis.password(), "LLEN answered")).isEqualTo(":" + answered);
  }

  @Test
  void toDisk_afterAWrite_hasItOnTheDisk() throws Throwable {
    Path file = home.data().resolve("redis/appendonly.aof");
    assertThat(ask("AUTH " + redis.password(), "SET kept 42")).isEqualTo("+OK");
    assertThat(PageCache.dirtyPages(file)).isPositive();
    redis.toDisk();
    assertThat(PageCache.dirtyPages(file)).isZero();
  }

  @Test
  void stranger_withoutThePassword_isTurnedAway() throws Exception {
    assertThat(ask("PING")).startsWith("-NOAUTH");
    assertThat(ask("AUTH guessed")).startsWith("-WRONGPASS");
    assertThat(String.join(" ", redis.spec().command())).doesNotContain(redis.password());
  }

  /** The answer to the last of some commands. */
  private String ask(String... commands) throws Exception {
    try (Talk talk = new Talk()) {
      String answer = "";
      for (String command : commands) {
        answer = talk.ask(command);
      }
      return answer;
    }
  }

  /** A connection of one who does not know the password. */
  private final class Talk implements AutoCloseable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    private final BufferedReader answers;

    Talk() throws IOException {
      socket.setSoTimeout(60_000);
      answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    }

    String ask(String command) throws IOException {
      socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
      return answers.readLine();
    }

    void write(int megabytes) throws IOException {
      byte[] value = new byte[megabytes << 20];
      String command = "*3\r\n$3\r\nSET\r\n$4\r\nmuch\r\n$" + value.length + "\r\n";
      socket.getOutputStream().write(command.getBytes(US_ASCII));
      socket.getOutputStream().write(value);
      assertThat(ask("")).isEqualTo("+OK");
    }

    /** Whether there are answered writes that it has not handed to the system. */
    boolean holdsBack() throws IOException {
      int length = Integer.parseInt(ask("INFO persistence").substring(1));
      char[] text = new char[length + 2];
      for (int read = 0; read < text.length; ) {
        read += answers.read(text, read, text.length - read);
      }
      return !new String(text).contains("aof_buffer_length:0\r");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
