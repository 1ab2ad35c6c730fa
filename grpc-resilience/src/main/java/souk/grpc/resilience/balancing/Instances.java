// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import io.grpc.Deadline;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which instance gets the next request, and which gets none, from how their attempts end.
 *
 * <p>Of the usable ones the request goes to that with the fewest under way; equals take turns. An
 * instance that hangs so gets only a few, before anything was decided. It is left out
 *
 * <ul>
 *   <li>while it is silent: has owed all answers for a while. Its own requests are the test;
 *   <li>ejected: its attempts failed or waited in vain, while another instance answered since.
 *       After a time, which doubles, one request tries it; that one's answer brings it back;
 *   <li>lagging: the median of its answers has been far above the others' for a while. It gets one
 *       request of many, by which it warms up if that is all it needs.
 * </ul>
 *
 * <p>All of it compares: what hits all instances alike, a fault behind them, an overload, callers
 * with too little time, ejects none. At most half are out; when there is no usable one, all are
 * used. A caller's own cancellation says nothing, nor does a deadline that ran out while the
 * instance answered others.
 *
 * <p>Thread-safe by one lock, held for a look at each instance; a channel has tens of them.
 */
final class Instances {
  private static final Logger log = LoggerFactory.getLogger(Instances.class);

  /** Without requests that may be repeated, any is taken to try an instance, but later. */
  private static final int RELUCTANCE = 4;

  /** What the end of an attempt says of the instance. */
  enum Outcome {
    /** It did its work, or said what is wrong with the request. */
    ANSWERED,
    /** It lives, but how long it took says nothing: it shed the request, for one. */
    ALIVE,
    /** The attempt's time was over before anything came. */
    NO_ANSWER,
    FAILED,
    /** The caller went away. */
    NOTHING
  }

  /**
   * The end of an attempt.
   *
   * @param unary streams are not counted as under way, nor is their time measured
   */
  record End(Outcome outcome, String method, boolean unary, long startedNanos) {}

  private final EjectionPolicy policy;
  private final Deadline.Ticker ticker;
  private final Consumer<Instance.State> whenOut;
  private final UsualTimes usual = new UsualTimes();

  // Guarded by this.
  private List<Instance> ready = List.of();
  private int turn;

  /**
   * @param whenOut told the state into which an instance went that gets no traffic; under the lock
   */
  Instances(EjectionPolicy policy, Deadline.Ticker ticker, Consumer<Instance.State> whenOut) {
    this.policy = policy;
    this.ticker = ticker;
    this.whenOut = whenOut;
  }

  Instance newInstance(String name) {
    return new Instance(name, policy.samples(), ticker.nanoTime());
  }

  /** Which are connected from now on. One that was not before begins without a record. */
  synchronized void connected(List<Instance> now) {
    for (Instance instance : now) {
      if (!ready.contains(instance)) {
        if (instance.state != Instance.State.IN) {
          back(instance, "connected anew");
        }
        instance.forgetFailures();
        instance.forgetSamples();
      }
    }
    ready = List.copyOf(now);
  }

  /**
   * The instance for the next attempt.
   *
   * @param among not empty
   * @param repeatable whether the call will be tried elsewhere if this comes to nothing
   */
  synchronized Instance pick(
      List<Instance> among, @Nullable TriedInstances tried, boolean repeatable) {
    long now = ticker.nanoTime();
    boolean first = tried == null || tried.isEmpty();
    Instance chosen = null;
    if (first) {
      chosen = dueForTrial(among, repeatable, now);
    }
    if (chosen == null) {
      chosen = leastRequest(among, first ? null : tried, now);
    }
    for (Instance instance : among) {
      instance.passedOver++;
    }
    chosen.passedOver = 0;
    return chosen;
  }

  private @Nullable Instance dueForTrial(List<Instance> among, boolean repeatable, long now) {
    int factor = repeatable ? 1 : RELUCTANCE;
    for (Instance instance : among) {
      if (instance.outstanding > 0) {
        continue;
      }
      boolean due =
          switch (instance.state) {
            case IN -> false;
            case EJECTED ->
                now - instance.ejectedNanos
                    >= (instance.ejectedUntilNanos - instance.ejectedNanos) * factor;
            case LAGGING -> instance.passedOver >= policy.trialEvery() * factor - 1;
          };
      if (due) {
        return instance;
      }
    }
    return null;
  }

  /** Untried before tried, usable before others, then the fewest under way, then in turn. */
  private Instance leastRequest(List<Instance> among, @Nullable TriedInstances tried, long now) {
    int start = Math.floorMod(turn++, among.size());
    Instance best = among.get(start);
    int bestRank = rank(best, tried, now);
    for (int i = 1; i < among.size(); i++) {
      Instance other = among.get((start + i) % among.size());
      int otherRank = rank(other, tried, now);
      if (otherRank < bestRank || (otherRank == bestRank && other.outstanding < best.outstanding)) {
        best = other;
        bestRank = otherRank;
      }
    }
    return best;
  }

  private int rank(Instance instance, @Nullable TriedInstances tried, long now) {
    int rank = usable(instance, now) ? 0 : 1;
    if (tried != null && tried.contains(instance)) {
      rank += tried.isLast(instance) ? 4 : 2;
    }
    return rank;
  }

  private boolean usable(Instance instance, long now) {
    boolean silent =
        instance.outstanding > 0 && now - instance.silentSinceNanos > policy.silence().toNanos();
    return instance.state == Instance.State.IN && !silent;
  }

  /** A request is under way to the instance. */
  synchronized void began(Instance instance, long startedNanos) {
    if (instance.outstanding++ == 0) {
      instance.silentSinceNanos = startedNanos;
    }
  }

  /** A stream has begun to be answered. */
  synchronized void alive(Instance instance) {
    answered(instance, ticker.nanoTime());
  }

  /** An attempt has ended; of a unary one that {@link #began} was told of. */
  synchronized void ended(Instance instance, End end) {
    long now = ticker.nanoTime();
    if (end.unary()) {
      instance.outstanding--;
    }
    switch (end.outcome()) {
      case ANSWERED -> {
        answered(instance, now);
        if (end.unary()) {
          timed(instance, end.method(), now - end.startedNanos());
        }
      }
      case ALIVE -> answered(instance, now);
      case NO_ANSWER -> unanswered(instance, end, now);
      case FAILED -> failed(instance, end, now);
      case NOTHING -> {}
    }
  }

  private void answered(Instance instance, long now) {
    instance.answeredNanos = now;
    instance.silentSinceNanos = now;
    instance.forgetFailures();
    if (instance.state == Instance.State.EJECTED) {
      instance.forgetSamples();
      back(instance, "answered");
    }
  }

  private void unanswered(Instance instance, End end, long now) {
    if (instance.answeredNanos - end.startedNanos() > 0) {
      // It answered others meanwhile: the deadline was short, or the request hard.
      return;
    }
    instance.owes(end.startedNanos());
    instance.waitedInVainNanos += now - end.startedNanos();
    long enough =
        Math.max(policy.waitedInVain().toNanos(), usual.nanos(end.method()) * policy.usualTimes());
    if (instance.waitedInVainNanos >= enough || isTrial(instance, end)) {
      eject(instance, now, "does not answer");
    }
  }

  private void failed(Instance instance, End end, long now) {
    instance.owes(end.startedNanos());
    instance.failuresInARow++;
    if (instance.failuresInARow >= policy.failuresInARow() || isTrial(instance, end)) {
      eject(instance, now, "fails");
    }
  }

  private static boolean isTrial(Instance instance, End end) {
    return instance.state == Instance.State.EJECTED
        && end.startedNanos() - instance.ejectedNanos >= 0;
  }

  private void eject(Instance instance, long now, String why) {
    boolean again = instance.state == Instance.State.EJECTED;
    if (again
        ? now - instance.ejectedUntilNanos < 0
        : !(othersAnsweredSince(instance, instance.failingSinceNanos) && roomFor(instance))) {
      return;
    }
    if (now - instance.returnedNanos > policy.goodAfter().toNanos() && !again) {
      instance.ejections = 0;
    }
    long length = policy.firstEjection().toNanos() << Math.min(instance.ejections, 20);
    instance.ejections++;
    instance.ejectedNanos = now;
    instance.ejectedUntilNanos = now + Math.min(length, policy.longestEjection().toNanos());
    out(instance, Instance.State.EJECTED, why);
  }

  private boolean othersAnsweredSince(Instance instance, long sinceNanos) {
    for (Instance other : ready) {
      if (other != instance && other.answeredNanos - sinceNanos > 0) {
        return true;
      }
    }
    return false;
  }

  private boolean roomFor(Instance instance) {
    int out = 1;
    for (Instance other : ready) {
      if (other != instance && other.state != Instance.State.IN) {
        out++;
      }
    }
    return out * 2 <= ready.size();
  }

  private void timed(Instance instance, String method, long tookNanos) {
    long least = policy.slowAtLeast().toNanos();
    usual.answered(method, tookNanos);
    float slowness = (float) Math.max(tookNanos, least) / Math.max(usual.nanos(method), least);
    instance.sample(slowness);
    float best = bestOfOthers(instance);
    if (instance.state == Instance.State.LAGGING) {
      boolean inTime = best == 0 || slowness <= best * policy.slowFactor() / 2;
      instance.trialsWon = inTime ? instance.trialsWon + 1 : 0;
      if (instance.trialsWon >= policy.trialsToReturn()) {
        instance.forgetSamples();
        back(instance, "is as fast as the others");
      }
    } else if (best == 0 || instance.slowness() < best * policy.slowFactor()) {
      instance.slowSinceNanos = null;
    } else if (isSlowForLong(instance, ticker.nanoTime()) && roomFor(instance)) {
      instance.trialsWon = 0;
      out(instance, Instance.State.LAGGING, "is slow");
    }
  }

  /** On a busy machine each instance is slow now and then, for as long as it waits for a core. */
  private boolean isSlowForLong(Instance instance, long now) {
    if (instance.slowSinceNanos == null) {
      instance.slowSinceNanos = now;
    }
    return now - instance.slowSinceNanos >= policy.slowFor().toNanos();
  }

  private float bestOfOthers(Instance instance) {
    float best = 0;
    for (Instance other : ready) {
      float slowness = other.slowness();
      boolean counts = other != instance && other.state == Instance.State.IN && slowness > 0;
      if (counts && (best == 0 || slowness < best)) {
        best = slowness;
      }
    }
    return best;
  }

  /** How many of the connected are in each state. */
  synchronized Map<Instance.State, Long> states() {
    Map<Instance.State, Long> states = new EnumMap<>(Instance.State.class);
    for (Instance.State state : Instance.State.values()) {
      states.put(state, ready.stream().filter(each -> each.state == state).count());
    }
    return states;
  }

  private void out(Instance instance, Instance.State state, String why) {
    instance.state = state;
    instance.passedOver = 0;
    log.atWarn()
        .addKeyValue("instance", instance.name)
        .addKeyValue("state", state)
        .addKeyValue("ejections", instance.ejections)
        .log("instance {} {}: {}", instance.name, why, state);
    whenOut.accept(state);
  }

  private void back(Instance instance, String why) {
    instance.state = Instance.State.IN;
    instance.returnedNanos = ticker.nanoTime();
    log.atInfo()
        .addKeyValue("instance", instance.name)
        .log("instance {} {}: back in", instance.name, why);
  }
}
