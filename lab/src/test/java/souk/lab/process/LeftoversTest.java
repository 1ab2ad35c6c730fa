// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LeftoversTest {
  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();
  private Ledger ledger;

  @BeforeEach
  void create() {
    ledger = new Ledger(folder.resolve("processes"));
  }

  @AfterEach
  void end() {
    started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
    started.forEach(Process::destroyForcibly);
  }

  /** Leaves a file when it is asked to end. */
  private Process start(String name, ChildSpec.Rank rank, String before) throws IOException {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "trap 'touch %1$s.asked; exit' TERM; %2$s touch %1$s.ready; while :; do sleep 0.1; done"
                    .formatted(folder.resolve(name), before))
            .start();
    started.add(process);
    await().until(() -> Files.exists(folder.resolve(name + ".ready")));
    ledger.add(
        new Ledger.Entry(ProcessId.of(process.pid()).orElseThrow(), rank, Signal.TERM, name));
    return process;
  }

  private boolean wasAsked(String name) {
    return Files.exists(folder.resolve(name + ".asked"));
  }

  @Test
  void kill_storesAreAskedToEnd_othersAreNot() throws Exception {
    start("keeper", ChildSpec.Rank.KEEPER, "");
    start("service", ChildSpec.Rank.SERVICE, "");
    start("store", ChildSpec.Rank.STORE, "");

    Leftovers.kill(ledger);

    // They are dead; the JVM, whose children they are, hears of it a little later.
    await().until(() -> started.stream().noneMatch(Process::isAlive));
    assertThat(wasAsked("store")).isTrue();
    assertThat(wasAsked("service")).isFalse();
    assertThat(wasAsked("keeper")).isFalse();
    assertThat(ledger.entries()).isEmpty();
  }

  @Test
  void kill_aKeeperThatHasStartedTheStore_theStoreIsAskedAllTheSame() throws Exception {
    Path script = folder.resolve("store.sh");
    Files.writeString(
        script,
        "trap 'touch %1$s.asked; exit' TERM; echo $$ > %1$s.pid; while :; do sleep 0.1; done"
            .formatted(folder.resolve("store")));
    start("keeper", ChildSpec.Rank.KEEPER, "sh " + script + " &");
    Path pid = folder.resolve("store.pid");
    await().until(() -> Files.exists(pid) && Files.size(pid) > 1);
    ProcessId store = ProcessId.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    ledger.add(new Ledger.Entry(store, ChildSpec.Rank.STORE, Signal.TERM, "store"));

    Leftovers.kill(ledger);

    assertThat(store.isAlive()).isFalse();
    assertThat(wasAsked("store")).isTrue();
  }
}
