// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.experiment.ShortForm;

/** The short form of {@code ./souk lab run would-it-notice}: two faults, and none. */
@Tag("cluster")
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class WouldItNoticeIT {
  @TempDir Path folder;

  @Test
  void run_shortForm_catchesBothFaultsAndClearsTheRightShop() throws Exception {
    List<String> lines = ShortForm.pass(folder, "would-it-notice");

    assertThat(lines.getLast()).contains("2 of 2 faults caught, the right shop clean");
    // Two faults, the right shop, and the verdict.
    assertThat(Files.readString(folder.resolve("state/reports/would-it-notice.xml")))
        .contains("tests=\"4\" failures=\"0\"");
  }
}
