// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final Ledger.Entry DEAD =
      new Ledger.Entry(
          new ProcessId(ProcessHandle.current().pid(), "1"),
          ChildSpec.Rank.STORE,
          Signal.INT,
          "postgres");
  private static final Ledger.Entry LIVING =
      new Ledger.Entry(ProcessId.current(), ChildSpec.Rank.SERVICE, Signal.TERM, "cart-1");

  @TempDir private Path folder;
  private Ledger ledger;

  @BeforeEach
  void create() {
    ledger = new Ledger(folder.resolve("processes"));
  }

  @Test
  void entries_ofAnotherLedgerOnTheSameFile_areTheSame() throws Exception {
    ledger.add(DEAD);
    ledger.add(LIVING);
    assertThat(new Ledger(ledger.file()).entries()).containsExactly(DEAD, LIVING);
  }

  @Test
  void living_oneDeadOneLiving_isTheLiving() throws Exception {
    ledger.add(DEAD);
    ledger.add(LIVING);
    assertThat(ledger.living()).containsExactly(LIVING);
  }

  @Test
  void remove_one_keepsTheOther() throws Exception {
    ledger.add(DEAD);
    ledger.add(LIVING);
    ledger.remove(DEAD.id());
    assertThat(ledger.entries()).containsExactly(LIVING);
  }

  @Test
  void entries_noFile_areNone() throws Exception {
    assertThat(ledger.entries()).isEmpty();
    assertThat(ledger.supervisor()).isEmpty();
  }

  @Test
  void entries_lastLineCutOff_areTheWholeOnes() throws Exception {
    ledger.add(LIVING);
    Files.writeString(ledger.file(), "4711 99 SERV", UTF_8, StandardOpenOption.APPEND);
    assertThat(ledger.entries()).containsExactly(LIVING);
  }

  @Test
  void supervisor_writtenDown_isFound() throws Exception {
    ledger.add(LIVING);
    ledger.addSupervisor();
    assertThat(ledger.supervisor()).contains(ProcessId.current());
  }
}
