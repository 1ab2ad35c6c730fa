// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** When a leadership is held, by its own clock, and that its end is told once. */
class LeadershipTest {
  private final List<String> ends = new CopyOnWriteArrayList<>();
  private final List<Long> higher = new CopyOnWriteArrayList<>();

  private Leadership leadership(Duration left) {
    return new Leadership(7, System.nanoTime() + left.toNanos(), ends::add, higher::add);
  }

  @Test
  void end_twice_isToldOnce() {
    Leadership leadership = leadership(Duration.ofMinutes(1));
    assertThat(leadership.isHeld()).isTrue();
    leadership.end("first");
    leadership.end("second");
    assertThat(leadership.isHeld()).isFalse();
    assertThat(ends).containsExactly("first");
  }

  @Test
  void renew_afterItsEnd_isTooLate() {
    Leadership ended = leadership(Duration.ofMinutes(1));
    ended.end("over");
    assertThat(ended.renew(System.nanoTime() + 1_000_000_000_000L)).isFalse();
    assertThat(ended.isHeld()).isFalse();
    Leadership over = leadership(Duration.ZERO);
    assertThat(over.renew(System.nanoTime() + 1_000_000_000_000L)).isFalse();
    assertThat(over.isHeld()).isFalse();
  }

  @Test
  void begin_notRenewed_endsByItself() {
    leadership(Duration.ofMillis(50)).begin();
    await().until(() -> ends.equals(List.of("not renewed in time")));
  }

  @Test
  void begin_renewed_endsLater() {
    long startNanos = System.nanoTime();
    Leadership leadership = leadership(Duration.ofMillis(300));
    leadership.begin();
    assertThat(leadership.renew(startNanos + 600_000_000)).isTrue();
    await().pollInterval(Duration.ofMillis(5)).until(() -> !ends.isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isGreaterThanOrEqualTo(Duration.ofMillis(600));
  }

  @Test
  void outrankedBy_higherOnly_isPassedOn() {
    Leadership leadership = leadership(Duration.ofMinutes(1));
    leadership.outrankedBy(6);
    leadership.outrankedBy(7);
    leadership.outrankedBy(8);
    assertThat(higher).containsExactly(8L);
  }
}
