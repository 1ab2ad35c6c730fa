// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class CpuTimesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SOME = Duration.ofMillis(100);

  @Test
  void since_childWorksAndEnds_countsForItsParent() throws Exception {
    // Its child works for a moment and is waited for; then it waits itself.
    Process process = shell("i=0; (while [ $i -lt 500000 ]; do i=$((i+1)); done); read -r end");
    try {
      Map<Long, String> pids = Map.of(process.pid(), "part");
      CpuTimes before = new CpuTimes(new LinkedHashMap<>());

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  process.children().findAny().isEmpty()
                      && used(CpuTimes.read(pids).since(before), "part").compareTo(SOME) > 0);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void read_childIsAPartOfItsOwn_countsForItselfAlone() throws Exception {
    Process parent = shell("sh -c 'i=0; while :; do i=$((i+1)); done' & wait");
    try {
      await().atMost(PATIENCE).until(() -> parent.children().findAny().isPresent());
      long child = parent.children().findAny().orElseThrow().pid();
      Map<Long, String> pids = Map.of(parent.pid(), "parent", child, "child");

      await().atMost(PATIENCE).until(() -> used(CpuTimes.read(pids), "child").compareTo(SOME) > 0);
      assertThat(used(CpuTimes.read(pids), "parent")).isLessThan(SOME);
    } finally {
      parent.descendants().forEach(ProcessHandle::destroyForcibly);
      parent.destroyForcibly().waitFor();
    }
  }

  @Test
  void read_noSuchProcess_isNothing() throws Exception {
    Process gone = shell("exit 0");
    gone.waitFor();

    assertThat(used(CpuTimes.read(Map.of(gone.pid(), "gone")), "gone")).isZero();
  }

  private static Duration used(CpuTimes times, String part) {
    return times.byPart().getOrDefault(part, Duration.ZERO);
  }

  private static Process shell(String script) throws IOException {
    return new ProcessBuilder("sh", "-c", script).start();
  }
}
