// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import souk.v1.Order;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void asked_withoutTimeline_nothingIsRemembered() {
    Tally counting = Tally.withoutTimeline();

    counting.asked(new Sample(Sample.Kind.BROWSE, 1, 2, 1, Status.Code.OK));

    assertThatThrownBy(counting::timeline).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void longestGap_noConfirmation_isAllTheTime() {
    long begin = System.nanoTime();

    assertThat(tally.longestGap(begin, begin + 5_000)).isEqualTo(Duration.ofNanos(5_000));
  }

  @Test
  void longestGap_lastConfirmationLongAgo_countsUntilTheEnd() {
    long begin = System.nanoTime();
    tally.confirmed();
    long after = System.nanoTime();

    Duration gap = tally.longestGap(begin, after + 1_000_000_000);

    assertThat(gap)
        .isBetween(Duration.ofSeconds(1), Duration.ofNanos(after - begin + 1_000_000_000));
  }

  @Test
  void longestGap_confirmationOutsideTheTime_doesNotCount() {
    tally.confirmed();
    long begin = System.nanoTime() + 1_000_000_000;

    assertThat(tally.longestGap(begin, begin + 7_000)).isEqualTo(Duration.ofNanos(7_000));
  }

  @Test
  void answeredPercent_onlyOfThoseWhoWait_withinOneRetry() {
    tally.checkout(true, answer(Status.Code.OK));
    tally.checkout(true, answer(Status.Code.UNAVAILABLE, Status.Code.OK));
    tally.checkout(true, answer(Status.Code.UNAVAILABLE, Status.Code.UNAVAILABLE, Status.Code.OK));
    tally.checkout(true, answer(Status.Code.FAILED_PRECONDITION));
    tally.checkout(false, answer(Status.Code.DEADLINE_EXCEEDED));

    assertThat(tally.figures().answeredPercent()).isEqualTo(50);
    assertThat(tally.figures().checkouts()).isEqualTo(5);
    assertThat(tally.figures().pending()).isEqualTo(3);
  }

  @Test
  void brokenOff_several_countsAllAndKeepsTheFirstError() {
    assertThat(tally.brokenOff()).isEqualTo(new Tally.BrokenOff(0, ""));

    tally.brokenOff(new IllegalStateException("one"));
    tally.brokenOff(new IllegalArgumentException("two"));

    assertThat(tally.brokenOff())
        .isEqualTo(new Tally.BrokenOff(2, "java.lang.IllegalStateException: one"));
  }

  private static Answer<Order> answer(Status.Code... attempts) {
    List<Status.Code> codes = List.of(attempts);
    Order order = ModelShop.order("ord_1", Order.State.PENDING);
    Optional<Order> value =
        codes.getLast() == Status.Code.OK ? Optional.of(order) : Optional.empty();
    return new Answer<>(value, codes, Instant.EPOCH, "");
  }
}
