// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessIdTest {
  @Test
  void isAlive_processThatRunsAndThenEnds_isTrueAndThenFalse() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      ProcessId id = ProcessId.of(process.pid()).orElseThrow();
      assertThat(id.isAlive()).isTrue();
      id.send(Signal.TERM);
      assertThat(process.waitFor()).isEqualTo(128 + 15);
      assertThat(id.isAlive()).isFalse();
      assertThat(ProcessId.of(process.pid())).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void isAlive_otherProcessWithTheSamePid_isFalseAndIsNotSignalled() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      ProcessId earlier = new ProcessId(process.pid(), "1");
      assertThat(earlier.isAlive()).isFalse();
      earlier.send(Signal.KILL);
      assertThat(process.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void of_zombie_isEmpty() throws Exception {
    // The shell becomes a sleep that never asks how its child ended.
    Process parent = new ProcessBuilder("sh", "-c", "sleep 0.1 & echo $!; exec sleep 60").start();
    try (var out = parent.inputReader()) {
      long child = Long.parseLong(out.readLine());
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(ProcessId.of(child)).isEmpty());
      assertThat(ProcessHandle.of(child)).as("its corpse is there").isPresent();
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void constructor_badValues_areRefused() {
    assertThatThrownBy(() -> new ProcessId(1, "5")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ProcessId(7, "two words"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
