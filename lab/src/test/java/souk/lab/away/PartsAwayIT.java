// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.away;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import souk.lab.audit.AuditReport;
import souk.lab.cluster.ShopStatus;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.experiment.MachineWatch;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.load.Arrivals;
import souk.lab.load.Crowd;
import souk.lab.load.Habit;
import souk.lab.load.Timeline;
import souk.lab.load.Timeline.Figures;
import souk.lab.part.ShopPlan;

/**
 * One shop of real processes, parts of which stand still, leave and come. What can be answered
 * without them is, and nothing hangs.
 */
@Tag("cluster")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PartsAwayIT {
  /** What a busy machine may add to a deadline. */
  private static final Duration SLACK = Duration.ofMillis(700);

  private static final Duration BACK_WITHIN = Duration.ofSeconds(10);
  private static final Duration WARM_WITHIN = Duration.ofMinutes(2);
  private static final double PER_SECOND = 40;

  /** Longer than any test may take. */
  private static final Duration LONGEST_LOAD = Duration.ofMinutes(5);

  /** Are restarted by one command; of the others one is stopped and started, which is the same. */
  private static final Set<String> ROLLING = Set.of("gateway", "order", "catalog");

  /** Whoever waited so long has met the instance that stood still. */
  private static final double MET_MILLIS = 200;

  /** Services that move at the same time: more JVMs that start would be a trial of the machine. */
  private static final int HANDS = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 3);

  private static OwnShop shop;
  private static ManagedChannel channel;

  @BeforeAll
  static void up() throws Exception {
    Run run =
        new Run(
            "away-it",
            Path.of("..").toAbsolutePath().normalize(),
            new Run.Options(new Random().nextLong(), true, false, List.of()),
            new PrintWriter(System.out, true));
    shop =
        run.startShop(
            // What the gateways keep is old soon, or nobody would ask the catalogue.
            ShopPlan.plain().with("gateway", "SOUK_GATEWAY_CATALOG_FRESH", "1ms"));
    shop.discardIf(true);
    channel = shop.channel();
    AtomicInteger round = new AtomicInteger();
    // One that has just started answers while it compiles: that is not what is looked at.
    await().atMost(WARM_WITHIN).until(() -> isWarm(round.incrementAndGet()));
  }

  private static boolean isWarm(int round) throws Exception {
    Figures figures = underLoad("warm-up-" + round, () -> TimeUnit.SECONDS.sleep(3));
    return figures.p99Millis() < MET_MILLIS;
  }

  @AfterAll
  static void down() throws Exception {
    if (channel != null) {
      channel.shutdownNow();
    }
    if (shop != null) {
      shop.close();
    }
  }

  @ParameterizedTest
  @Order(1)
  @EnumSource(Away.class)
  void oneInstancePaused_underLoad_everyRequestIsAnsweredAtOnce(Away away) throws Exception {
    Figures figures =
        underLoad(
            "paused-" + away.service(),
            () -> {
              shop.pause(away.service() + "-1");
              try {
                TimeUnit.NANOSECONDS.sleep(away.pause().toNanos());
              } finally {
                shop.resume(away.service() + "-1");
              }
            });
    assertThat(figures.notAtOnce()).as("%s: %s", away, figures).isZero();
    if (away != Away.PAYMENT) {
      // There it may be a capture that waits, which no shopper sees, and lets the others pass.
      assertThat(figures.maxMillis()).as("somebody met it").isGreaterThan(MET_MILLIS);
    }
  }

  @ParameterizedTest
  @Order(2)
  @EnumSource(Away.class)
  void wholeServicePaused_whatCanBeAnsweredIs_andTheRestIsRefusedInTime(Away away)
      throws Exception {
    AskingAll all =
        await()
            .atMost(BACK_WITHIN)
            .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
            .until(() -> AskingAll.prepare(channel), Objects::nonNull);
    shop.pause(away.service());
    Map<PublicCall, Told> told;
    try {
      told = all.ask();
    } finally {
      shop.resume(away.service());
    }
    System.out.println(away + ": " + told);
    told.forEach(
        (call, how) -> {
          assertThat(how.took()).as("%s: %s", call, how).isLessThan(call.budget().plus(SLACK));
          if (away.refused().contains(call)) {
            assertThat(how.status().getCode())
                .as("%s: %s", call, how)
                .isIn(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED);
          } else {
            assertThat(how.isAnswered()).as("%s: %s", call, how).isTrue();
          }
        });
    away.check(told);
  }

  @Test
  @Order(3)
  void instancesComeAndGo_underLoad_everyRequestIsAnsweredAtOnce() throws Exception {
    Map<String, Long> before = pids();
    Figures figures =
        underLoad(
            "moves",
            () -> {
              try (ExecutorService hands = Executors.newFixedThreadPool(HANDS)) {
                List<Future<Void>> moves =
                    Stream.of("gateway", "order", "cart", "catalog", "inventory", "payment")
                        .map(service -> hands.submit(() -> move(service)))
                        .toList();
                for (Future<Void> each : moves) {
                  each.get();
                }
              }
            });
    assertThat(figures.notAtOnce()).as(figures.toString()).isZero();
    assertThat(figures.count()).isGreaterThan(200);
    assertThat(pids()).hasSameSizeAs(before).doesNotContainValue(0L);
    assertThat(pids()).allSatisfy((name, pid) -> isAnew(name, pid, before));
  }

  @Test
  @Order(4)
  void mend_afterAScriptThatBrokeOff_everyPartRunsAgain() throws Exception {
    shop.kill("redis");
    shop.kill("order-1");
    shop.stop("catalog");
    shop.pause("cart-1");
    shop.pause("payment");

    shop.mend();

    ShopStatus mended = shop.status();
    assertThat(Stream.concat(mended.instances().stream(), mended.stores().stream()))
        .isNotEmpty()
        .allSatisfy(part -> assertThat(part.state()).as(part.name()).isEqualTo("running"));
  }

  @Test
  @Order(5)
  void audit_afterwards_isClean() throws Exception {
    AuditReport audit = shop.audit(Duration.ofSeconds(60));
    audit.print(new PrintWriter(System.out, true));
    assertThat(audit.verdict()).isEqualTo(AuditReport.Verdict.CLEAN);
  }

  /** One more instance and one less, and then those of before anew. */
  private static Void move(String service) throws IOException {
    shop.scale(service, 3);
    shop.scale(service, 2);
    if (ROLLING.contains(service)) {
      shop.restart(service);
    } else {
      shop.stop(service + "-1");
      shop.start(service + "-1");
    }
    return null;
  }

  /** Of the shop's own services. */
  private static Map<String, Long> pids() throws IOException {
    return shop.status().instances().stream()
        .filter(part -> !part.name().equals("acquirer") && !part.name().equals("mail"))
        .collect(Collectors.toMap(PartStatus::name, PartStatus::pid));
  }

  private static void isAnew(String instance, long pid, Map<String, Long> before) {
    boolean moved = instance.endsWith("-1") || ROLLING.stream().anyMatch(instance::startsWith);
    assertThat(before.get(instance) != pid).as("%s is another process", instance).isEqualTo(moved);
  }

  private interface Step {
    void run() throws Exception;
  }

  /** Shoppers come by a schedule, whatever becomes of the others, until the step is over. */
  private static Figures underLoad(String name, Step step) throws Exception {
    MachineWatch watch = new MachineWatch();
    Thread.ofVirtual().start(watch);
    try (Crowd crowd =
            Crowd.at(shop.door().grpc(), shop.home().history(), name, InstantSource.system(), 1);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Boolean> load =
          threads.submit(() -> crowd.send(Habit.MIXED, Arrivals.even(PER_SECOND), LONGEST_LOAD));
      try {
        step.run();
        assertThat(load.isDone()).as("the load ended before the step").isFalse();
      } finally {
        crowd.stop();
      }
      assertThat(load.get()).as("all left by themselves").isTrue();
      Figures figures = Timeline.figures(crowd.tally().timeline().samples());
      System.out.println(name + ": " + figures + ", failures " + crowd.tally().failures());
      assertThat(crowd.tally().contradictions()).isEmpty();
      return figures;
    } finally {
      watch.end();
      System.out.println("machine: " + watch.seen());
    }
  }
}
