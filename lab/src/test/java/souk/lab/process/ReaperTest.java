// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is left when a launcher is killed by kill -9: nothing, with the reaper or after the next
 * launcher.
 */
class ReaperTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private Ledger ledger;

  @BeforeEach
  void create() {
    ledger = new Ledger(folder.resolve("processes"));
  }

  @AfterEach
  void endAll() throws Exception {
    for (Ledger.Entry entry : ledger.living()) {
      entry.id().send(Signal.KILL);
    }
  }

  @Test
  void launcherKilled_reaper_endsAllEvenTheStubborn() throws Exception {
    kill(launch("reaper"));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(ledger.living()).isEmpty());
    assertThat(Files.readString(folder.resolve("reaper.log")))
        .contains("ending sleeper", "ending mule", "killing mule");
  }

  @Test
  void launcherKilled_reaper_sparesAProcessThatOnlyHasAnOldPid() throws Exception {
    Process stranger = new ProcessBuilder("sleep", "300").start();
    try {
      Process launcher = launch("reaper");
      ledger.add(
          new Ledger.Entry(
              new ProcessId(stranger.pid(), "1"), ChildSpec.Rank.SERVICE, Signal.TERM, "old"));
      List<Ledger.Entry> before = ledger.living();
      kill(launcher);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(before).noneMatch(entry -> entry.id().isAlive()));
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void launcherKilled_withoutReaper_nextLauncherEndsWhatIsLeft() throws Exception {
    kill(launch("none"));
    assertThat(ledger.living()).hasSize(2);
    assertThat(Leftovers.end(ledger, KilledLauncher.PATIENCE)).containsExactly("sleeper", "mule");
    assertThat(ledger.entries()).isEmpty();
  }

  @Test
  void launcherEnds_beforeItsChildIsInTheLedger_childNeverRuns() throws Exception {
    // What Child does, up to the point where a launcher may die: the gate gets no word, but the end
    // of its input.
    Path proof = folder.resolve("proof");
    Process gated =
        new ProcessBuilder(
                "sh", "-c", Child.GATE, "child", "sh", "-c", "touch " + proof + "; sleep 300")
            .start();
    gated.getOutputStream().close();
    assertThat(gated.waitFor()).isNotZero();
    assertThat(proof).doesNotExist();
  }

  @Test
  void close_reaperIsGone_andForgotten() throws Exception {
    Reaper reaper = Reaper.start(ledger, folder.resolve("reaper.log"));
    assertThat(reaper.id().isAlive()).isTrue();
    reaper.close();
    assertThat(reaper.id().isAlive()).isFalse();
    assertThat(ledger.entries()).isEmpty();
  }

  private Process launch(String reaper) throws Exception {
    Process launcher =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledLauncher.class.getName(),
                folder.toString(),
                reaper)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(launcher.inputReader().readLine()).isEqualTo("started");
    await()
        .atMost(PATIENCE)
        .until(() -> Files.readString(folder.resolve("mule.log")).contains("ready"));
    return launcher;
  }

  private static void kill(Process launcher) throws Exception {
    launcher.destroyForcibly();
    launcher.waitFor();
  }
}
