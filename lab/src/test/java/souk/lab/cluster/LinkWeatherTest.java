// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import souk.lab.process.LabException;
import souk.lab.wire.Passage;
import souk.lab.wire.Weather;

class LinkWeatherTest {
  private static LinkWeather parse(String words) {
    return LinkWeather.parse(List.of(words.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "clear, FREE",
    "cut, HELD",
    "one-way, ANSWERS_HELD",
    "refused, REFUSED",
    "answers-lost, ANSWERS_LOST",
    "twice, TWICE"
  })
  void parse_aWord_saysWhatComesThrough(String word, Passage passage) {
    assertThat(parse(word)).isEqualTo(new LinkWeather(word, word, Weather.CLEAR.with(passage)));
  }

  @ParameterizedTest
  @CsvSource({"slow, 200, 50", "slow 1s, 1000, 250", "slow 300ms 20ms, 300, 20"})
  void parse_slow_saysHowLate(String words, long delay, long jitter) {
    LinkWeather slow = parse(words);

    assertThat(slow.weather())
        .isEqualTo(Weather.slow(Duration.ofMillis(delay), Duration.ofMillis(jitter)));
    assertThat(slow.words()).isEqualTo("slow %dms %dms".formatted(delay, jitter));
  }

  @Test
  void parse_percentages_areOfConnectionsOrPackets() {
    assertThat(parse("resets 20").weather()).isEqualTo(Weather.CLEAR.withResets(0.2));
    assertThat(parse("loss 20").weather()).isEqualTo(Weather.CLEAR.withLoss(20));
    assertThat(parse("loss").words()).isEqualTo("loss 5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sluggish",
        "cut 5",
        "slow 0ms",
        "slow 61s",
        "slow 5",
        "slow 10ms 20ms",
        "slow 1s 1ms 1ms",
        "resets 0",
        "loss 101",
        "loss many"
      })
  void parse_somethingElse_saysWhatIsExpected(String words) {
    assertThatThrownBy(() -> parse(words))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("expected: ");
  }
}
