// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.experiment.ShortForm;

class LastItemIT {
  @TempDir private Path folder;

  @Test
  @Timeout(value = 7, unit = TimeUnit.MINUTES)
  void lastItem_short_sellsExactlyWhatThereIs() throws Exception {
    assertThat(ShortForm.pass(folder, "last-item"))
        .anyMatch(line -> line.matches("  ok +pieces that were sold +10 +\\(10\\)"))
        .anyMatch(line -> line.matches("  ok +audit: .* CLEAN +\\(CLEAN\\)"));
  }
}
