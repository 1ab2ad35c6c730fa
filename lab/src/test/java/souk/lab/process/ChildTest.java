// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir private Path folder;
  private Ledger ledger;

  @BeforeEach
  void create() {
    ledger = new Ledger(folder.resolve("processes"));
  }

  @Test
  void start_child_findsItselfInTheLedger() throws Exception {
    ChildSpec spec = Specs.script(folder, "reader", "grep \"^$$ \" processes");
    Child child = Child.start(spec, ledger);
    assertThat(child.awaitExit(PATIENCE)).isTrue();
    assertThat(Files.readString(spec.log()))
        .isEqualTo(child.id().pid() + " " + child.id().startToken() + " SERVICE TERM reader\n");
    assertThat(ledger.entries()).as("forgotten with its end").isEmpty();
  }

  @Test
  void start_environment_isOnlyWhatTheSpecSays() throws Exception {
    ChildSpec spec =
        new ChildSpec(
            "env",
            List.of("/usr/bin/env"),
            Map.of("SOUK_INSTANCE", "cart-1"),
            folder,
            folder.resolve("env.log"),
            Signal.TERM,
            ChildSpec.Rank.SERVICE);
    Child child = Child.start(spec, ledger);
    assertThat(child.awaitExit(PATIENCE)).isTrue();
    // PWD, _ and the like are the shell's own.
    assertThat(Files.readAllLines(spec.log()))
        .contains("SOUK_INSTANCE=cart-1")
        .noneMatch(line -> line.startsWith("HOME=") || line.startsWith("PATH="));
  }

  @Test
  void onExit_killed_is128AndTheSignal() {
    Child child = Child.start(Specs.script(folder, "sleeper", "exec sleep 60"), ledger);
    AtomicInteger status = new AtomicInteger(-1);
    child.onExit(status::set);
    child.send(Signal.KILL);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(status).hasValue(128 + 9));
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void stop_obedient_endsByItself() {
    Child child = Child.start(Specs.script(folder, "sleeper", "exec sleep 60"), ledger);
    assertThat(child.stop(PATIENCE)).isTrue();
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void stop_stubborn_isKilled() throws Exception {
    ChildSpec spec =
        Specs.script(folder, "mule", "trap '' TERM; echo ready; while :; do sleep 0.1; done");
    Child child = Child.start(spec, ledger);
    await().atMost(PATIENCE).until(() -> Files.readString(spec.log()).contains("ready"));
    assertThat(child.stop(Duration.ofMillis(300))).isFalse();
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void start_noSuchFolder_saysSoInOneLine() {
    ChildSpec spec = Specs.script(folder.resolve("nowhere"), "lost", "true");
    assertThatThrownBy(() -> Child.start(spec, ledger))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("can't start lost");
  }
}
