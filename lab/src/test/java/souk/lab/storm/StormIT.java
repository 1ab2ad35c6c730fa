// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.experiment.ShortForm;

class StormIT {
  @TempDir private Path folder;

  @Test
  @Timeout(value = 7, unit = TimeUnit.MINUTES)
  void storm_short_losesNothing() throws Exception {
    List<String> lines = ShortForm.pass(folder, "storm");

    assertThat(lines.getLast())
        .contains("0 lost, 0 double, 0 oversold, 0 empty, 0 receipts lost", "audit CLEAN");
    assertThat(lines).noneMatch(line -> line.contains("FAILED:"));
    Path reports = folder.resolve("state/reports");
    JsonObject json =
        JsonParser.parseString(Files.readString(reports.resolve("storm.json"))).getAsJsonObject();
    assertThat(json.get("design").isJsonObject()).isTrue();
    assertThat(json.getAsJsonArray("checks"))
        .hasSizeGreaterThan(10)
        .allMatch(check -> check.getAsJsonObject().get("holds").getAsBoolean());
    assertThat(json.getAsJsonArray("faults")).hasSizeGreaterThan(5);
    assertThat(Files.readString(reports.resolve("storm.html")))
        .contains("requests due in each second", "share of order", "<ol>");
  }
}
