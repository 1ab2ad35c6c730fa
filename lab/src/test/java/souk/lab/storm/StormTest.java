// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import souk.lab.experiment.Run;
import souk.lab.process.LabException;

/** What a storm can be told. Nothing is started here. */
class StormTest {
  /** Stops a run that is let pass just before its shop would start. */
  private static final Run.Change NOBODYS = new Run.Change("nobody", "SOUK_NOTHING", "1");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"0, 20, --minutes 0", "1441, 1, --minutes 1441", "1, 0, --rate 0", "1, 1001, --rate"})
  void run_outsideTheBounds_isRefused(int minutes, int rate, String why) {
    assertRefused(minutes, rate, false, why);
  }

  @Test
  void run_moreShoppersThanCanBeRemembered_isRefusedAndToldWhatIsPossible() {
    assertRefused(
        83,
        20,
        false,
        "--minutes 83 --rate 20: 100,400 shoppers, too many to remember"
            + " (expected: at most 100,000, as with --minutes 82 or with --rate 19)");
    assertRefused(1_440, 2, false, "as with --minutes 832 or with --rate 1)");
  }

  @ParameterizedTest
  @CsvSource({"82, 20", "83, 19", "832, 2", "1440, 1", "1, 1000", "10, 20"})
  void run_asManyShoppersAsCanBeRemembered_isNotRefused(int minutes, int rate) {
    assertRefused(minutes, rate, false, "nobody");
  }

  @Test
  void run_shortForm_minutesDoNotCount() {
    assertRefused(1_440, 1_000, true, "nobody");
  }

  private void assertRefused(int minutes, int rate, boolean shortForm, String why) {
    Storm storm = new Storm();
    new CommandLine(storm).parseArgs("--minutes", "" + minutes, "--rate", "" + rate);
    Run run =
        new Run(
            "storm",
            folder,
            new Run.Options(1, shortForm, false, List.of(NOBODYS)),
            new PrintWriter(new StringWriter()));

    assertThatThrownBy(() -> storm.run(run))
        .isInstanceOf(LabException.class)
        .hasMessageContaining(why);
    assertThat(folder).isEmptyDirectory();
  }
}
