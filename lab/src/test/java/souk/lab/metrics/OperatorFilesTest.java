// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Dashboard and alerts are about what there is, and the alerts do what they say. */
class OperatorFilesTest {
  private static final String MISSING =
      "SKIPPED: no promtool on the PATH (Debian: apt-get install prometheus), so that nobody tried"
          + " the alert rules";

  @Test
  void dashboard_everyMetricInIt_isDocumented() throws IOException {
    assertThat(OperatorFiles.documented()).hasSizeGreaterThan(30);
    assertThat(OperatorFiles.ofDashboard())
        .hasSizeGreaterThan(25)
        .isSubsetOf(OperatorFiles.documented());
  }

  @Test
  void alerts_everyMetricInThem_isDocumented() throws IOException {
    assertThat(OperatorFiles.ofAlerts())
        .contains("souk_payment_ledger_imbalance", "grpc_server_call_duration_seconds")
        .isSubsetOf(OperatorFiles.documented());
  }

  @Test
  void alerts_theirOwnTests_pass() throws Exception {
    Optional<Path> promtool =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();
    if (promtool.isEmpty()) {
      System.err.println(MISSING);
    }
    Assumptions.assumeTrue(promtool.isPresent(), MISSING);

    Process test =
        new ProcessBuilder(promtool.get().toString(), "test", "rules", "alerts_test.yml")
            .directory(OperatorFiles.ROOT.resolve("deploy/prometheus").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(test.getInputStream().readAllBytes(), UTF_8);
    assertThat(test.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(test.exitValue()).as(said).isZero();
  }
}
