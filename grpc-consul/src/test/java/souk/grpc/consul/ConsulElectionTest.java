// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import souk.grpc.consul.testing.RealConsul;

/** Elections in a real Consul that takes short times to live, so that nobody waits for 20 s. */
class ConsulElectionTest {
  @RegisterExtension static final RealConsul consul = new RealConsul("session_ttl_min = \"1s\"");

  private static final Duration TTL = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(5);

  private final ConsulAgent agent = ConsulAgent.fromEnvironment(consul.environment());
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final String key;

  ConsulElectionTest(TestInfo test) {
    key = "test/" + test.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @Test
  void election_leadersThatLeave_areFollowedAtOnceWithHigherEpochs() {
    List<Candidate> candidates = new ArrayList<>();
    for (String name : List.of("one", "two", "three")) {
      candidates.add(candidate(name));
    }
    List<Long> epochs = new ArrayList<>();
    while (!candidates.isEmpty()) {
      await().atMost(SOON).until(() -> candidates.stream().anyMatch(Candidate::leads));
      List<Candidate> leaders = candidates.stream().filter(Candidate::leads).toList();
      assertThat(leaders).hasSize(1);
      epochs.add(leaders.getFirst().told().getFirst());
      leaders.getFirst().close();
      assertThat(leaders.getFirst().told()).containsExactly(epochs.getLast(), -epochs.getLast());
      candidates.removeAll(leaders);
    }
    assertThat(epochs).isSorted();
    assertThat(new HashSet<>(epochs)).hasSize(3);
  }

  @Test
  void election_forThreeTimesToLive_isKept() {
    Candidate one = candidate("one");
    Leadership leadership = one.awaitElected(SOON);
    Candidate two = candidate("two");
    await()
        .during(TTL.multipliedBy(3))
        .atMost(TTL.multipliedBy(4))
        .until(() -> leadership.isHeld() && !two.leads());
  }

  @Test
  void election_sessionEndedByAnother_isLostAndFollowed() {
    Candidate one = candidate("one");
    Leadership first = one.awaitElected(SOON);
    Candidate two = candidate("two");
    assertThat(consul.put("/v1/session/destroy/" + holder(), "")).contains("true");
    await().atMost(SOON).until(() -> one.told().contains(-first.epoch()));
    await().atMost(SOON).until(() -> one.leads() || two.leads());
    Leadership second = one.leads() ? one.awaitElected(SOON) : two.awaitElected(SOON);
    assertThat(second.epoch()).isGreaterThan(first.epoch());
  }

  @Test
  void election_instanceOfTheLeaderDies_anotherFollowsLongBeforeTheTimeToLive() throws Exception {
    Duration ttl = Duration.ofSeconds(60);
    List<Candidate> candidates = new ArrayList<>();
    List<NamedServer> servers = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      var server = new NamedServer(name);
      servers.add(server);
      opened.push(server);
      opened.push(ConsulRegistration.start(agent, server.instanceOf("voters")));
      var candidacy = new Candidacy(key, name, ttl, Duration.ofMillis(100)).ofInstance(name);
      var candidate = new Candidate(agent, candidacy);
      opened.push(candidate);
      candidates.add(candidate);
    }
    await().atMost(SOON).until(() -> candidates.stream().anyMatch(Candidate::leads));
    int leader = candidates.get(0).leads() ? 0 : 1;

    servers.get(leader).close();

    candidates.get(1 - leader).awaitElected(SOON);
    await().atMost(SOON).until(() -> candidates.get(leader).told().size() == 2);
    assertThat(candidates.get(leader).leads()).isFalse();
  }

  @Test
  void election_instanceNotYetKnown_waitsWithoutAFailureAndIsWonSoonAfter() throws Exception {
    Logger log = (Logger) LoggerFactory.getLogger(ConsulElection.class.getPackageName());
    var said = new ListAppender<ILoggingEvent>();
    said.list = new CopyOnWriteArrayList<>();
    said.start();
    log.addAppender(said);
    opened.push(() -> log.detachAppender(said));
    var candidacy = new Candidacy(key, "late", TTL, Duration.ofMillis(100)).ofInstance("late");
    var candidate = new Candidate(agent, candidacy);
    opened.push(candidate);
    await()
        .atMost(SOON)
        .until(
            () -> said.list.stream().anyMatch(line -> line.toString().contains("finds it well")));

    var server = new NamedServer("late");
    opened.push(server);
    opened.push(ConsulRegistration.start(agent, server.instanceOf("voters")));

    candidate.awaitElected(SOON);
    assertThat(said.list).noneMatch(line -> line.getLevel() == Level.WARN);
  }

  @Test
  void election_consulHangs_isLostInTimeAndComesBackHigher() {
    Candidate one = candidate("one");
    Leadership first = one.awaitElected(SOON);
    consul.pause();
    try {
      await()
          .atMost(TTL.plusMillis(500))
          .until(() -> !first.isHeld() && one.told().contains(-first.epoch()));
    } finally {
      consul.resume();
    }
    assertThat(one.awaitElected(Duration.ofSeconds(10)).epoch()).isGreaterThan(first.epoch());
    assertThat(one.told()).hasSize(3);
  }

  @Test
  void election_consulAwayAtTheStart_isHeldWhenItComes() {
    consul.kill();
    Candidate one = candidate("one");
    try {
      assertThat(one.leads()).isFalse();
    } finally {
      consul.start();
    }
    one.awaitElected(Duration.ofSeconds(10));
  }

  @Test
  void election_consulLostItsData_isWonAgainWithAHigherEpoch() {
    Candidate one = candidate("one");
    Leadership first = one.awaitElected(SOON);
    first.outrankedBy(70);
    await().atMost(SOON).until(() -> one.told().contains(71L));
    consul.kill();
    consul.loseData();
    consul.start();
    await().atMost(Duration.ofSeconds(10)).until(() -> one.told().size() > 3 && one.leads());
    assertThat(one.told().get(3)).isEqualTo(-71);
    assertThat(one.awaitElected(SOON).epoch()).isGreaterThan(71);
  }

  @Test
  void outrankedBy_higherEpoch_isGivenUpAndFollowedByAHigherOne() {
    Candidate one = candidate("one");
    Leadership low = one.awaitElected(SOON);
    low.outrankedBy(low.epoch());
    assertThat(low.isHeld()).isTrue();
    low.outrankedBy(70);
    await().atMost(SOON).until(() -> one.told().contains(71L));
    assertThat(one.told()).containsExactly(low.epoch(), -low.epoch(), 71L);
  }

  @Test
  void close_whileConsulHangs_endsInTimeAndTellsTheLoss() {
    Candidate one = candidate("one");
    Leadership leadership = one.awaitElected(SOON);
    consul.pause();
    try {
      long before = System.nanoTime();
      one.close();
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
      assertThat(one.told()).containsExactly(leadership.epoch(), -leadership.epoch());
    } finally {
      consul.resume();
    }
  }

  @Test
  void election_keyThatHoldsSomethingElse_isNotWonUntilItIsMended() {
    consul.put("/v1/kv/" + key, "not ours");
    Candidate one = candidate("one");
    await().during(Duration.ofSeconds(1)).until(() -> !one.leads());
    consul.put("/v1/kv/" + key, "{\"epoch\": 4}");
    assertThat(one.awaitElected(SOON).epoch()).isEqualTo(5);
    assertThat(consul.get("/v1/kv/" + key + "?raw")).contains("\"epoch\":5", "\"holder\":\"one\"");
  }

  @Test
  void candidacy_outOfBounds_isRefused() {
    for (String bad : List.of("", "/a", "a/", "a//b", "a b", "a?b")) {
      assertThatThrownBy(() -> Candidacy.of(bad, "one")).hasMessageContaining("key: ");
    }
    assertThatThrownBy(() -> Candidacy.of(key, " ")).hasMessageContaining("name: ");
    assertThatThrownBy(() -> new Candidacy(key, "one", Duration.ofMillis(999), Duration.ZERO))
        .hasMessageContaining("ttl: ");
    assertThatThrownBy(() -> new Candidacy(key, "one", TTL, Duration.ofSeconds(61)))
        .hasMessageContaining("lockDelay: ");
    assertThatThrownBy(() -> new Candidacy(key, "one", TTL, Duration.ofMillis(-1)))
        .hasMessageContaining("lockDelay: ");
    assertThatThrownBy(
            () -> new Candidacy(key, "one", Duration.ofDays(1).plusMillis(1), Duration.ZERO))
        .hasMessageContaining("ttl: ");
  }

  private Candidate candidate(String name) {
    var candidate = new Candidate(agent, new Candidacy(key, name, TTL, Duration.ofMillis(200)));
    opened.push(candidate);
    return candidate;
  }

  /** The session that holds the lock. */
  private String holder() {
    return consul.get("/v1/kv/" + key).replaceAll("(?s).*\"Session\":\"([^\"]+)\".*", "$1");
  }
}
