// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.List;
import souk.grpc.resilience.balancing.Instances.End;
import souk.grpc.resilience.balancing.Instances.Outcome;

/** Two instances of which the balancer has seen nothing for a minute, and attempts at them. */
final class TwoInstances {
  private static final String METHOD = "test.Service/Read";

  final Time time = new Time();
  final Instances instances = new Instances(EjectionPolicy.DEFAULT, time, out -> {});
  final Instance a = instances.newInstance("a");
  final Instance b = instances.newInstance("b");
  final List<Instance> both = List.of(a, b);

  TwoInstances() {
    instances.connected(both);
    time.advance(60_000);
  }

  Instance pick() {
    return instances.pick(both, null, true);
  }

  Runnable begin(Instance instance, Outcome outcome) {
    long started = time.nanoTime();
    instances.began(instance, started);
    return () -> instances.ended(instance, new End(outcome, METHOD, true, started));
  }

  void attempt(Instance instance, Outcome outcome, long millis) {
    Runnable end = begin(instance, outcome);
    time.advance(millis);
    end.run();
  }

  void hang(Instance instance, Instance other) {
    Runnable end = begin(instance, Outcome.NO_ANSWER);
    attempt(other, Outcome.ANSWERED, 1);
    time.advance(600);
    end.run();
  }

  void slow(Instance slow, Instance fast) {
    for (int i = 0; i < 50; i++) {
      attempt(slow, Outcome.ANSWERED, 40);
      attempt(fast, Outcome.ANSWERED, 2);
    }
  }

  static final class Time extends Deadline.Ticker {
    private long nanos = -5_000_000_000L;

    @Override
    public long nanoTime() {
      return nanos;
    }

    void advance(long millis) {
      nanos += Duration.ofMillis(millis).toNanos();
    }
  }
}
