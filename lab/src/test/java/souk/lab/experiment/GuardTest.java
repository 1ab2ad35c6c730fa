// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import souk.lab.load.Answers;

@Timeout(30)
class GuardTest {
  private static final Design.Abort HALF = new Design.Abort(50, 10);

  @Test
  void over_mostFail_interruptsTheScript() {
    Guard guard = Guard.over(HALF, Answers.timeline(10, 15));

    assertThatThrownBy(() -> new CountDownLatch(1).await(20, TimeUnit.SECONDS))
        .isInstanceOf(InterruptedException.class);
    assertThat(guard.tripped()).isTrue();
  }

  @Test
  void over_someFail_doesNothing() throws InterruptedException {
    try (Guard guard = Guard.over(HALF, Answers.timeline(15, 10))) {
      assertThat(new CountDownLatch(1).await(1_200, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(guard.tripped()).isFalse();
    }
  }

  @Test
  void close_itHasTrippedAndNobodyHeard_noInterruptIsLeft() {
    Guard guard = Guard.over(HALF, Answers.timeline(10, 15));
    Awaitility.await().until(guard::tripped);

    guard.close();

    assertThat(Thread.interrupted()).isFalse();
  }
}
