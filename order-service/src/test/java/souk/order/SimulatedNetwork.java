// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Carries the calls of a simulation. Inside each call others may come first, before it has its
 * effect and again before it is answered, and one of the {@link Faults} may happen.
 */
final class SimulatedNetwork {
  private record Message(String what, Runnable effect) {}

  private final Schedule schedule;
  private final Strands strands;
  private final Faults faults;
  private final VirtualTime time;
  private final int pausePercent;
  private final int stallPercent;
  private final List<Message> onTheirWay = new ArrayList<>();

  SimulatedNetwork(Schedule schedule, Strands strands, Faults faults, VirtualTime time) {
    this.schedule = schedule;
    this.strands = strands;
    this.faults = faults;
    this.time = time;
    this.pausePercent = schedule.oneOf(List.of(15, 50, 90));
    this.stallPercent = schedule.oneOf(List.of(0, 3, 10));
  }

  /** To a participant: a message may arrive twice. */
  Link toParticipant() {
    return new Way(true);
  }

  /** To the database: a statement runs at most once, though perhaps after its caller gave up. */
  Link toStore() {
    return new Way(false);
  }

  private final class Way implements Link {
    private final boolean repeats;

    Way(boolean repeats) {
      this.repeats = repeats;
    }

    @Override
    public <R> R call(String what, Supplier<R> effect, Function<Status, R> noAnswer) {
      othersFirst();
      crash("before ", what);
      if (happens(Faults.Kind.LOST, what)) {
        return noAnswer.apply(Status.UNAVAILABLE);
      }
      if (happens(Faults.Kind.LATE, what)) {
        send(what, effect);
        return noAnswer.apply(Status.DEADLINE_EXCEEDED);
      }
      if (repeats && happens(Faults.Kind.TWICE, what)) {
        send(what, effect);
      }
      R result = effect.get();
      note(what, result);
      othersFirst();
      crash("after ", what);
      return happens(Faults.Kind.ANSWER_LOST, what)
          ? noAnswer.apply(Status.DEADLINE_EXCEEDED)
          : result;
    }
  }

  private void othersFirst() {
    strands.endIfKilled();
    if (schedule.percent(stallPercent)) {
      // Long enough for another's whole order.
      long until = time.nanoTime() + Simulation.TICK.multipliedBy(schedule.below(80)).toNanos();
      strands.await(() -> time.nanoTime() >= until);
    } else if (schedule.percent(pausePercent)) {
      strands.pause();
    }
  }

  private void crash(String side, String what) {
    SimulatedInstance process = strands.current().process();
    if (process != null && faults.bite(Faults.Kind.CRASH, what)) {
      schedule.count("crash " + side + what);
      schedule.note(() -> time + " " + strands.current() + ": the process dies " + side + what);
      process.die();
      strands.endIfKilled();
    }
  }

  private boolean happens(Faults.Kind kind, String what) {
    if (!faults.bite(kind, what)) {
      return false;
    }
    String name = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    schedule.count(name + ": " + what);
    schedule.note(() -> time + " " + strands.current() + ": " + what + ": " + name);
    return true;
  }

  private void note(String what, Object result) {
    if (result instanceof Record || result instanceof Enum<?>) {
      schedule.count(what + " answers " + nameOf(result));
    }
    schedule.note(() -> time + " " + strands.current() + ": " + what + ": " + shown(result));
  }

  /** A copied map is ordered otherwise in each JVM. */
  private static Object shown(Object result) {
    return result instanceof Catalog.Prices(Map<String, Catalog.Offer> offers)
        ? new TreeMap<>(offers)
        : result;
  }

  private static String nameOf(Object result) {
    return result instanceof Enum<?> constant ? constant.name() : result.getClass().getSimpleName();
  }

  private void send(String what, Supplier<?> effect) {
    onTheirWay.add(
        new Message(
            what,
            () -> {
              Object result = effect.get();
              schedule.count("arrived late: " + what);
              schedule.note(() -> time + " late " + what + ": " + shown(result));
            }));
  }

  /** One of the messages that are on their way arrives, if there is one. */
  boolean deliver() {
    if (onTheirWay.isEmpty()) {
      return false;
    }
    Message message = onTheirWay.remove(schedule.below(onTheirWay.size()));
    strands.start("message", null, message.effect());
    return true;
  }

  boolean isIdle() {
    return onTheirWay.isEmpty();
  }
}
