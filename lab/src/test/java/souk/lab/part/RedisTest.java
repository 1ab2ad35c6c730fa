// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
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
  @TempDir private Path folder;
  private int port;
  private Redis redis;
  private RunningPart running;

  @BeforeEach
  void start() {
    ShopHome home = ShopHome.of(folder, "shop", System.getenv()).create();
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

  @Test
  void stranger_withoutThePassword_isTurnedAway() throws Exception {
    assertThat(ask("PING")).startsWith("-NOAUTH");
    assertThat(ask("AUTH guessed")).startsWith("-WRONGPASS");
    assertThat(String.join(" ", redis.spec().command())).doesNotContain(redis.password());
  }

  /** The answer to the last of some commands. */
  private String ask(String... commands) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      String answer = "";
      for (String command : commands) {
        socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
        answer = answers.readLine();
      }
      return answer;
    }
  }
}
