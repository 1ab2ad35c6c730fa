// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Time is measured: a clock that jumps changes nothing. */
class TickerClockTest {

  @Test
  void instant_timePasses_isWhatHasPassedSinceTheStart() {
    ManualTime time = new ManualTime();
    TickerClock clock = new TickerClock(time.ticker());
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    time.advance(Duration.ofSeconds(3));
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH.plusSeconds(3));
    assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
    assertThatThrownBy(() -> clock.withZone(ZoneOffset.UTC))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void sources_askNoWallClock() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      assertThat(sources.filter(each -> each.toString().endsWith(".java")))
          .isNotEmpty()
          .allSatisfy(
              source ->
                  assertThat(Files.readString(source))
                      .doesNotContain("currentTimeMillis", "Instant.now", "Clock.system"));
    }
  }
}
