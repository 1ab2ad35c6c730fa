// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import souk.lab.experiment.Check;
import souk.lab.experiment.Run;
import souk.lab.experiment.Verdict;

/** The short form of {@code ./souk lab run every-window}. */
@Tag("cluster")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class EveryWindowIT {
  @Test
  void run_shortForm_everyWindowIsClean() throws Exception {
    EveryWindow experiment = new EveryWindow();
    Run run =
        new Run(
            "windows-it",
            Path.of("..").toAbsolutePath().normalize(),
            new Run.Options(1, true, false, List.of()),
            new PrintWriter(System.out, true));
    Verdict verdict = experiment.run(run);
    assertThat(verdict.passed()).as(verdict.line()).isTrue();
    assertThat(run.findings().orElseThrow().checks()).hasSize(16).allMatch(Check::holds);
  }
}
