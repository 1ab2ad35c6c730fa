// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of Prometheus' text, the first time and again. */
class ExpositionTest {
  private final Exposition exposition = new Exposition("cart-1");

  private static Sample sample(String name, Map<String, String> labels, double value) {
    return new Sample("cart-1", name, labels, value);
  }

  @Test
  void read_allThatTheFormatAllows_isUnderstood() {
    String text =
        """
        # HELP a of nothing 1
        # TYPE a gauge

        a 1
        b{} 2.5 1700000000000
        c:d_9{le="+Inf",} +Inf
        e{x="a \\"b\\" } 7",y="#"} -Inf
        f{x=""} NaN""";
    assertThat(exposition.read(text))
        .containsExactly(
            sample("a", Map.of(), 1),
            sample("b", Map.of(), 2.5),
            sample("c:d_9", Map.of("le", "+Inf"), Double.POSITIVE_INFINITY),
            sample("e", Map.of("x", "a \\\"b\\\" } 7", "y", "#"), Double.NEGATIVE_INFINITY),
            sample("f", Map.of("x", ""), Double.NaN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "a ", "a{", "a{x=\"1\" 1", "a{x=\"1 1", "a{x=1} 1", "a{x=\"\\", "{} 1"})
  void read_whatIsNoSample_isPassedOver(String line) {
    assertThat(exposition.read("before 1\n" + line + "\nafter 2\n"))
        .extracting(Sample::name)
        .containsExactly("before", "after");
  }

  @Test
  void readAgain_seriesThatCameOrWent_areToldWithTheirOwnValues() {
    exposition.read("a 1\nb{x=\"1\"} 2\nc 3\n");
    assertThat(exposition.read("a 4\nb{x=\"0\"} 5\nb{x=\"1\"} 6\nc 7\n"))
        .containsExactly(
            sample("a", Map.of(), 4),
            sample("b", Map.of("x", "0"), 5),
            sample("b", Map.of("x", "1"), 6),
            sample("c", Map.of(), 7));
    assertThat(exposition.read("a 8\nc 9\nb{x=\"1\"} 10\n"))
        .containsExactly(
            sample("a", Map.of(), 8), sample("c", Map.of(), 9), sample("b", Map.of("x", "1"), 10));
  }

  @Test
  void readAgain_aSeriesWhoseNameBeginsAsAnothers_isNotTakenForIt() {
    exposition.read("calls 1\n");
    assertThat(exposition.read("calls_count 2\n"))
        .containsExactly(sample("calls_count", Map.of(), 2));
  }
}
