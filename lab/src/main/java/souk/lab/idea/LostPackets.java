// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Idea;
import souk.lab.experiment.Run;
import souk.lab.experiment.Span;
import souk.lab.experiment.Stage;
import souk.lab.experiment.Times;
import souk.lab.experiment.Trial;
import souk.lab.experiment.Verdict;
import souk.lab.load.Habit;
import souk.lab.load.Sample.Kind;
import souk.lab.load.Timeline.Figures;
import souk.lab.wire.Edge;
import souk.lab.wire.PacketLoss;
import souk.lab.wire.Weather;

/** The kernel loses packets, and then all of them. */
@Command
public final class LostPackets implements Experiment {
  private static final Design DESIGN =
      Design.of(
              "packets that are lost make calls late, and none wrong; where all are lost, callers give up on time and go elsewhere, or the order waits",
              "browsing and buying, all answered",
              "the kernel loses 5 % of the packets between the services; then all of them to and from inventory-1, and between order and payment")
          .reaching(
              "a shop of its own on this machine, which ends with it; rules of nftables for its ports on the loopback device, which end with it, too");

  private static final double BROWSERS_PER_SECOND = 20;
  private static final double BUYERS_PER_SECOND = 4;
  private static final int SOME_PERCENT = 5;
  private static final int ALL_PERCENT = 100;
  private static final int LEAST_PACKETS = 5;

  @Override
  public String name() {
    return "lost-packets";
  }

  @Override
  public String summary() {
    return "the kernel loses packets between the services, some and then all; nothing is lost with them";
  }

  @Override
  public Idea idea() {
    return Idea.NETWORK;
  }

  @Override
  public Times times() {
    return new Times(90, 60);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    Optional<String> missing = PacketLoss.missing();
    if (missing.isPresent()) {
      return Verdict.skip(missing.get());
    }
    return Trial.of(run, idea(), DESIGN).byWires().play(this::play);
  }

  private void play(Stage stage) throws Exception {
    boolean isShort = stage.run().isShort();
    stage.load(Habit.BROWSE, BROWSERS_PER_SECOND);
    stage.load(Habit.BUY, BUYERS_PER_SECOND);
    stage.steady(Duration.ofSeconds(5));
    PendingOrders pending = PendingOrders.from(stage);
    Span some =
        lose(
            stage,
            "5 % of the packets between the services are lost",
            edge -> true,
            SOME_PERCENT,
            Duration.ofSeconds(isShort ? 10 : 20));
    Span one =
        lose(
            stage,
            "all packets to and from inventory-1 are lost",
            edge -> edge.leadsTo("inventory-1"),
            ALL_PERCENT,
            Duration.ofSeconds(isShort ? 6 : 15));
    Span cut =
        lose(
            stage,
            "all packets between order and payment are lost",
            edge -> edge.isFrom("order", "payment"),
            ALL_PERCENT,
            Duration.ofSeconds(isShort ? 6 : 15));
    stage.watch("a good network again", Duration.ofSeconds(isShort ? 2 : 4));
    stage.endLoad();
    Figures all = stage.figures(some.to(cut));
    Figures checkouts = stage.figures(some.to(cut), Kind.CHECKOUT);
    stage.check(
        Check.exactly(
            "requests not answered after one retry, of " + all.count(), all.notSoon(), 0));
    stage.check(
        Check.atLeast(
            "checkouts at a loss of all",
            stage.figures(one.to(cut), Kind.CHECKOUT).count(),
            20,
            ""));
    pending.checkSome();
    PendingOrders.checkAllConfirmed(stage);
    stage
        .run()
        .say(
            "checkouts meanwhile: p50 %.0f ms, p99 %.0f ms"
                .formatted(checkouts.p50Millis(), checkouts.p99Millis()));
  }

  /** That none is lost would show nothing. */
  private static Span lose(
      Stage stage, String what, Predicate<Edge> edges, int percent, Duration lasts)
      throws Exception {
    long before = stage.wires().packetsLost();
    Span span =
        stage.fault(
            what,
            () -> stage.wires().set(edges, Weather.CLEAR.withLoss(percent)),
            lasts,
            () -> stage.wires().calm());
    stage.check(
        Check.atLeast(
            what + ": packets", (double) stage.wires().packetsLost() - before, LEAST_PACKETS, ""));
    return span;
  }
}
