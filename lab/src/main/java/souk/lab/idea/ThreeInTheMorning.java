// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import souk.lab.cluster.ShopStatus;
import souk.lab.cluster.ShopStatus.PartStatus;
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
import souk.lab.load.Timeline.Figures;

/** Every process dies once, and nobody needs to get up. */
@Command
public final class ThreeInTheMorning implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "whichever instance of a service dies, no request fails; of a gateway, none after one retry by the client; nothing is lost",
          "browsing and buying, all answered",
          "kill -9 of one process after the other, each started again 2 s later");

  /** A buyer makes three requests, and so these are 100 requests a second. */
  private static final double PER_SECOND = 84;

  private static final Duration UNTIL_STARTED_AGAIN = Duration.ofSeconds(2);
  private static final Duration AFTERWARDS = Duration.ofSeconds(2);

  @Override
  public String name() {
    return "three-in-the-morning";
  }

  @Override
  public String summary() {
    return "kill -9 of every process in turn, under load";
  }

  @Override
  public Idea idea() {
    return Idea.FAILURE;
  }

  @Override
  public Times times() {
    return new Times(240, 100);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN).play(this::play);
  }

  private void play(Stage stage) throws Exception {
    boolean isShort = stage.run().isShort();
    stage.load(Habit.MIXED, PER_SECOND);
    stage.steady(Duration.ofSeconds(isShort ? 5 : 10));
    ShopStatus status = stage.shop().status();
    List<String> gateways = new ArrayList<>();
    List<String> services = new ArrayList<>();
    List<String> alone = new ArrayList<>();
    Stream.concat(status.instances().stream(), status.stores().stream())
        .forEach(part -> listOf(part, status, gateways, services, alone).add(part.name()));
    List<Span> serviceDeaths = deaths(stage, isShort ? everySecond(services) : services);
    List<Span> gatewayDeaths = deaths(stage, isShort ? everySecond(gateways) : gateways);
    List<Span> others = isShort ? List.of() : deaths(stage, alone);
    stage.endLoad();
    stage.check(
        Check.exactly(
            "requests not answered at once, an instance of a service killed",
            serviceDeaths.stream().map(stage::figures).mapToInt(Figures::notAtOnce).sum(),
            0));
    stage.check(
        Check.exactly(
            "requests not answered after one retry, a gateway killed",
            gatewayDeaths.stream().map(stage::figures).mapToInt(Figures::notSoon).sum(),
            0));
    stage.check(
        Check.atMost(
            "longest time without a confirmation, a service killed",
            longestGap(stage, serviceDeaths),
            2_000,
            "ms"));
    for (Span death : others) {
      Figures figures = stage.figures(death);
      stage
          .run()
          .print(
              "  %s, of which there is one: %d of %d requests failed, longest time without a confirmation %.1f s"
                  .formatted(
                      death.label(),
                      figures.failed(),
                      figures.count(),
                      longestGap(stage, List.of(death)) / 1e3));
    }
  }

  private static List<Span> deaths(Stage stage, List<String> names) throws Exception {
    List<Span> deaths = new ArrayList<>();
    for (String name : names) {
      Span dead =
          stage.fault(
              "kill -9 " + name,
              () -> stage.shop().kill(name),
              UNTIL_STARTED_AGAIN,
              () -> stage.shop().start(name));
      deaths.add(dead.to(stage.watch("after it", AFTERWARDS)));
    }
    return deaths;
  }

  private static double longestGap(Stage stage, List<Span> spans) {
    return spans.stream()
        .map(span -> stage.crowd().tally().longestGap(span.from(), span.until()))
        .mapToLong(Duration::toMillis)
        .max()
        .orElse(0);
  }

  /** What there is one of can't be missed by nobody. */
  private static List<String> listOf(
      PartStatus part,
      ShopStatus status,
      List<String> gateways,
      List<String> services,
      List<String> alone) {
    long siblings =
        status.instances().stream().filter(each -> each.service().equals(part.service())).count();
    if (siblings < 2) {
      return alone;
    }
    return part.service().equals("gateway") ? gateways : services;
  }

  private static List<String> everySecond(List<String> names) {
    return names.stream().filter(name -> name.endsWith("-1")).toList();
  }
}
