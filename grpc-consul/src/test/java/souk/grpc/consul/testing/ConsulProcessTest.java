// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shells stand in for Consul here: what is tested is the guard around it. */
class ConsulProcessTest {
  @TempDir Path folder;
  private Path log;

  @BeforeEach
  void chooseLog() {
    log = folder.resolve("log");
  }

  @Test
  void aProcessThatEndsByItselfIsSeenToHaveEndedWithWhatItSaid() {
    ConsulProcess process =
        ConsulProcess.start(List.of("sh", "-c", "echo address in use; exit 1"), log);

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(process::requireAlive)
                    .hasMessageContaining("ended")
                    .hasMessageContaining("address in use"));
  }

  @Test
  void aKilledProcessIsGoneWhenKillReturns() throws Exception {
    ConsulProcess process =
        ConsulProcess.start(List.of("sh", "-c", "echo $$; exec sleep 600"), log);
    await().until(() -> !Files.readString(log).isEmpty());
    long pid = Long.parseLong(Files.readString(log).strip());
    assertThatCode(process::requireAlive).doesNotThrowAnyException();

    process.kill();

    assertThat(ProcessHandle.of(pid)).isEmpty();
  }
}
