// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration EVERY = Duration.ofSeconds(3);
  private static final List<String> PARTS =
      List.of(
          "gateway-1",
          "gateway-2",
          "order-1",
          "order-2",
          "acquirer",
          "mail",
          "postgres",
          "redis",
          "consul");

  @Test
  void faults_sameSeed_areTheSame() {
    assertThat(faults(7, false)).isEqualTo(faults(7, false)).isNotEqualTo(faults(8, false));
  }

  @Test
  void faults_longStorm_hitEverythingInEveryWay() {
    List<Fault> faults = faults(1, false);

    assertThat(faults).hasSize(1_199);
    for (String part : PARTS) {
      Set<Fault.Kind> kinds =
          faults.stream()
              .filter(fault -> fault.target().equals(part))
              .map(Fault::kind)
              .collect(Collectors.toSet());
      assertThat(kinds).as(part).containsExactlyInAnyOrder(Fault.Kind.values());
    }
  }

  @Test
  void faults_sparing_leaveWhatThereIsOneOf() {
    assertThat(faults(1, true))
        .extracting(Fault::target)
        .containsOnly("gateway-1", "gateway-2", "order-1", "order-2");
  }

  @Test
  void faults_sparing_pauseNoGateway() {
    assertThat(faults(1, true))
        .filteredOn(fault -> fault.target().startsWith("gateway"))
        .extracting(Fault::kind)
        .containsOnly(Fault.Kind.KILL, Fault.Kind.RESTART);
  }

  @Test
  void faults_thatPause_doSoFor2To10Seconds() {
    assertThat(faults(1, false))
        .allSatisfy(
            fault -> {
              boolean pauses =
                  fault.kind() == Fault.Kind.PAUSE || fault.kind() == Fault.Kind.KILL_PAUSED;
              if (pauses) {
                assertThat(fault.pause()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
              } else {
                assertThat(fault.pause()).isZero();
              }
            });
  }

  @Test
  void new_withoutTimeBetween_isRefused() {
    assertThatThrownBy(() -> new Schedule(1, HOUR, Duration.ZERO, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Fault> faults(long seed, boolean sparing) {
    return new Schedule(seed, HOUR, EVERY, sparing).faults(PARTS);
  }
}
