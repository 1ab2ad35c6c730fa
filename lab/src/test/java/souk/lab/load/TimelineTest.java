// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.grpc.Status;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final long MILLI = 1_000_000;
  private static final Set<Sample.Kind> ALL = EnumSet.allOf(Sample.Kind.class);

  private final Timeline timeline = new Timeline();

  @Test
  void figures_lateAndLost_areCountedFromWhenTheyWereDue() {
    for (int i = 1; i <= 98; i++) {
      add(Sample.Kind.BROWSE, i, 10, 1, Status.Code.OK);
    }
    add(Sample.Kind.BROWSE, 99, 500, 2, Status.Code.OK);
    add(Sample.Kind.BROWSE, 100, 2_000, 2, Status.Code.UNAVAILABLE);
    add(Sample.Kind.CHECKOUT, 50, 9_000, 1, Status.Code.OK);

    Timeline.Figures figures = timeline.figures(0, 1_000 * MILLI, Set.of(Sample.Kind.BROWSE));

    assertThat(figures.count()).isEqualTo(100);
    assertThat(figures.notAtOnce()).isEqualTo(2);
    assertThat(figures.notSoon()).isEqualTo(1);
    assertThat(figures.failed()).isEqualTo(1);
    assertThat(figures.failedPercent()).isEqualTo(1);
    assertThat(figures.p50Millis()).isCloseTo(10, within(0.1));
    assertThat(figures.p99Millis()).isCloseTo(500, within(1.0));
    assertThat(timeline.figures(0, 1_000 * MILLI, ALL).count()).isEqualTo(101);
    assertThat(timeline.figures(60 * MILLI, 70 * MILLI, ALL).count()).isEqualTo(10);
  }

  @Test
  void isAnswered_refusalForGood_isAnAnswer() {
    Sample refused = new Sample(Sample.Kind.CHECKOUT, 0, 1, 1, Status.Code.FAILED_PRECONDITION);
    Sample shed = new Sample(Sample.Kind.CHECKOUT, 0, 1, 1, Status.Code.RESOURCE_EXHAUSTED);

    assertThat(refused.isAnsweredAtOnce()).isTrue();
    assertThat(shed.isAnswered()).isFalse();
  }

  @Test
  void isAnsweredSoon_afterOneRetry_butNotAfterTwo() {
    Sample second = new Sample(Sample.Kind.CHECKOUT, 0, 1, 2, Status.Code.OK);
    Sample third = new Sample(Sample.Kind.CHECKOUT, 0, 1, 3, Status.Code.OK);

    assertThat(second.isAnsweredSoon()).isTrue();
    assertThat(third.isAnsweredSoon()).isFalse();
  }

  private void add(
      Sample.Kind kind, int dueMillis, int tookMillis, int attempts, Status.Code last) {
    long due = dueMillis * MILLI;
    timeline.add(new Sample(kind, due, due + tookMillis * MILLI, attempts, last));
  }
}
