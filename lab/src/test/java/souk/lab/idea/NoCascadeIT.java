// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.experiment.ShortForm;

class NoCascadeIT {
  @TempDir private Path folder;

  @Test
  @Timeout(value = 7, unit = TimeUnit.MINUTES)
  void noCascade_short_paymentHangsAndBrowsingGoesOn() throws Exception {
    ShortForm.pass(folder, "no-cascade");

    Path reports = folder.resolve("state/reports");
    assertThat(Files.readString(reports.resolve("no-cascade.html"))).contains("<svg");
    assertThat(Files.readString(reports.resolve("no-cascade.json"))).contains("\"PASS\"");
    assertThat(reports.resolve("no-cascade.xml")).exists();
  }
}
