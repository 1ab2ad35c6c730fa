// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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
import souk.lab.process.LabException;
import souk.lab.wire.Weather;

/** Every process dies once, and nobody needs to get up. */
@Command
public final class ThreeInTheMorning implements Experiment {
  private static final Design DESIGN =
      Design.of(
          "whichever instance of a service dies, no request fails; of a gateway, none after one retry by the client; nothing is lost",
          "browsing and buying, all answered",
          "kill -9 of one process after the other, each started again 2 s later; on this machine calls between services take 80 ms, and who is to die hangs for 150 ms before");

  private static final Design ROLLING =
      Design.of(
          "who is replaced finishes what it has begun: no request fails; nothing is lost",
          "browsing and buying, all answered",
          "each service is replaced, one instance after the other; then one of each leaves; on this machine calls between services take 80 ms");

  /** A buyer makes three requests, and so these are 100 requests a second. */
  private static final double PER_SECOND = 84;

  private static final double ROLLING_PER_SECOND = 42;

  /**
   * As between countries. On one machine a call takes a few milliseconds, and seldom is one under
   * way where something dies.
   */
  private static final Weather FAR = Weather.slow(Duration.ofMillis(40), Duration.ofMillis(5));

  /** Nobody can kill a process at the very moment of a call; so calls gather at it first. */
  private static final Duration HANGS = Duration.ofMillis(150);

  private static final Duration UNTIL_STARTED_AGAIN = Duration.ofSeconds(2);
  private static final Duration AFTERWARDS = Duration.ofSeconds(2);
  private static final Duration UNTIL_ANSWERED = Duration.ofSeconds(1);

  @Option(
      names = "--rolling",
      description =
          "no kills: every service is replaced, one instance after the other, at 50 requests a"
              + " second, and then one instance of each is asked to leave")
  private boolean rolling;

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
    return new Times(260, 100);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), rolling ? ROLLING : DESIGN).byWires().anywhere().play(this::play);
  }

  private void play(Stage stage) throws Exception {
    boolean isShort = stage.run().isShort();
    stage.load(Habit.MIXED, rolling ? ROLLING_PER_SECOND : PER_SECOND);
    stage.steady(Duration.ofSeconds(isShort ? 5 : 10));
    if (stage.isWired()) {
      stage.wires().set(edge -> true, FAR);
    }
    ShopStatus status = stage.target().status();
    List<String> gateways = new ArrayList<>();
    List<String> services = new ArrayList<>();
    List<String> alone = new ArrayList<>();
    Stream.concat(status.instances().stream(), status.stores().stream())
        .forEach(part -> listOf(part, status, gateways, services, alone).add(part.name()));
    List<Span> serviceDeaths;
    List<Span> gatewayDeaths;
    if (rolling) {
      serviceDeaths = replacements(stage, servicesOf(services, status));
      gatewayDeaths = replacements(stage, servicesOf(gateways, status));
    } else {
      serviceDeaths = serviceDeaths(stage, isShort ? oneOfEach(services, status) : services);
      gatewayDeaths = deaths(stage, isShort ? oneOfEach(gateways, status) : gateways);
    }
    List<Span> others = isShort || rolling ? List.of() : deaths(stage, alone);
    stage.endLoad();
    judge(stage, serviceDeaths, gatewayDeaths);
    others.forEach(death -> tell(stage, death));
  }

  private void judge(Stage stage, List<Span> serviceDeaths, List<Span> gatewayDeaths) {
    String done = rolling ? "replaced" : "killed";
    stage.check(
        Check.atLeast("instances of services " + done, (double) serviceDeaths.size(), 1, ""));
    stage.check(Check.atLeast("gateways " + done, (double) gatewayDeaths.size(), 1, ""));
    stage.check(
        Check.exactly(
            "requests not answered at once, an instance of a service " + done,
            serviceDeaths.stream().map(stage::figures).mapToInt(Figures::notAtOnce).sum(),
            0));
    stage.check(
        Check.exactly(
            "requests not answered after one retry, a gateway " + done,
            gatewayDeaths.stream().map(stage::figures).mapToInt(Figures::notSoon).sum(),
            0));
    stage.check(
        Check.atMost(
            "longest time without a confirmation, a service " + done,
            longestGap(stage, serviceDeaths),
            2_000,
            "ms"));
  }

  private static void tell(Stage stage, Span death) {
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

  private static List<Span> deaths(Stage stage, List<String> names) throws Exception {
    List<Span> deaths = new ArrayList<>();
    for (String name : names) {
      deaths.add(death(stage, name));
    }
    return deaths;
  }

  /** A death that met nothing shows nothing: those that met a call under way are counted. */
  private static List<Span> serviceDeaths(Stage stage, List<String> names) throws Exception {
    if (!stage.isWired()) {
      return deaths(stage, names);
    }
    List<Span> deaths = new ArrayList<>();
    int met = 0;
    long cutOff = 0;
    for (String name : names) {
      Attempts before = attemptsAtServiceOf(name, stage);
      deaths.add(death(stage, name));
      Attempts meanwhile = attemptsAtServiceOf(name, stage).since(before);
      met += meanwhile.cutOff() > 0 ? 1 : 0;
      cutOff += meanwhile.cutOff();
    }
    stage.check(
        Check.atLeast(
            "deaths that cut off calls of other services (%d calls)".formatted(cutOff),
            (double) met,
            Math.ceilDiv(names.size(), 2),
            "of " + names.size()));
    return deaths;
  }

  private static Attempts attemptsAtServiceOf(String name, Stage stage) throws IOException {
    ShopStatus status = stage.target().status();
    return Attempts.at(servicesOf(List.of(name), status).iterator().next(), status);
  }

  private static Span death(Stage stage, String name) throws Exception {
    Span dead =
        stage.fault(
            "kill " + name,
            () -> kill(stage, name),
            UNTIL_STARTED_AGAIN,
            () -> stage.target().start(name));
    Span death = dead.to(stage.watch("after it", AFTERWARDS));
    // What is under way is not to be hit by the next death, which may be another kind's.
    stage.watch("until it is answered", UNTIL_ANSWERED);
    return death;
  }

  private static void kill(Stage stage, String name) throws IOException, InterruptedException {
    if (!stage.isWired()) {
      stage.target().kill(name);
      return;
    }
    stage.shop().pause(name);
    try {
      TimeUnit.NANOSECONDS.sleep(HANGS.toNanos());
    } finally {
      stage.target().kill(name);
    }
  }

  private static List<Span> replacements(Stage stage, Set<String> services) throws Exception {
    List<Span> spans = new ArrayList<>();
    for (String service : services) {
      Span span =
          stage.fault("rolling restart of " + service, () -> stage.target().restart(service));
      spans.add(span.to(stage.watch("after it", AFTERWARDS)));
      // On Kubernetes those who came have other names than those who went.
      String one = oneOf(service, stage.target().status());
      Span left =
          stage.fault(
              one + " leaves",
              () -> stage.target().stop(one),
              Duration.ZERO,
              () -> stage.target().start(one));
      spans.add(left.to(stage.watch("after it", AFTERWARDS)));
    }
    return spans;
  }

  private static String oneOf(String service, ShopStatus status) {
    return status.instances().stream()
        .filter(part -> part.service().equals(service))
        .map(PartStatus::name)
        .findFirst()
        .orElseThrow(() -> new LabException("nothing of " + service + " is left"));
  }

  private static Set<String> servicesOf(List<String> names, ShopStatus status) {
    return status.instances().stream()
        .filter(part -> names.contains(part.name()))
        .map(PartStatus::service)
        .collect(Collectors.toCollection(LinkedHashSet::new));
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

  /** Of those names the first of each service. */
  private static List<String> oneOfEach(List<String> names, ShopStatus status) {
    return servicesOf(names, status).stream().map(service -> oneOf(service, status)).toList();
  }
}
