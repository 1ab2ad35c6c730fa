// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes whose settings are wrong, and what whoever started them learns. */
class ServiceMainTest {
  @TempDir private Path folder;

  /** Such a process. */
  static final class Misled {
    private Misled() {}

    public static void main(String[] args) throws InterruptedException {
      ServiceMain.run(
          settings -> {
            settings.text("SOUK_NEEDED");
            settings.consul();
            settings.checkAllRead();
            throw new IllegalStateException("the port is taken");
          });
    }
  }

  private record Ended(int status, String output, String terminationMessage) {}

  @Test
  void start_settingMissing_statusOfABadConfigurationAndOneLine() throws Exception {
    Ended ended = run(Map.of());

    assertThat(ended.status()).isEqualTo(78);
    assertThat(ended.terminationMessage()).isEqualTo("can't start: SOUK_NEEDED is not set\n");
    assertThat(ended.output().lines()).singleElement().asString().contains("SOUK_NEEDED");
  }

  @Test
  void start_consulsAddressWrong_isNamedToo() throws Exception {
    Ended ended = run(Map.of("SOUK_NEEDED", "x", "CONSUL_HTTP_ADDR", "http://consul:8500/v1"));

    assertThat(ended.status()).isEqualTo(78);
    assertThat(ended.terminationMessage()).startsWith("can't start: CONSUL_HTTP_ADDR");
  }

  @Test
  void start_settingNobodyReads_isNamedToo() throws Exception {
    Ended ended = run(Map.of("SOUK_NEEDED", "x", "SOUK_NEDED", "y"));

    assertThat(ended.status()).isEqualTo(78);
    assertThat(ended.terminationMessage()).contains("SOUK_NEDED is not a setting");
  }

  @Test
  void start_failsOtherwise_statusOfAFailure() throws Exception {
    Ended ended = run(Map.of("SOUK_NEEDED", "x"));

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.terminationMessage()).contains("the port is taken");
  }

  @Test
  void start_terminationLogUnwritable_endsAllTheSame() throws Exception {
    Ended ended = run(Map.of("SOUK_TERMINATION_LOG", folder.toString()));

    assertThat(ended.status()).isEqualTo(78);
  }

  private Ended run(Map<String, String> settings) throws IOException, InterruptedException {
    Path termination = folder.resolve("termination-log");
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Misled.class.getName()))
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(key -> key.matches("(SOUK|CONSUL)_.*"));
    builder.environment().put("SOUK_TERMINATION_LOG", termination.toString());
    builder.environment().putAll(settings);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(),
        output,
        Files.exists(termination) ? Files.readString(termination) : "");
  }
}
