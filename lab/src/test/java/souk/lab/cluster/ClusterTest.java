// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.part.Replicas;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.process.LabException;
import souk.lab.process.Ledger;
import souk.lab.process.ProcessId;

/** A cluster of shell scripts: one store, and a service of two. */
class ClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private Ledger ledger;
  private ScriptPart store;
  private ScriptPart one;
  private ScriptPart two;
  private Cluster cluster;

  @BeforeEach
  void create() throws IOException {
    ShopHome home =
        ShopHome.of(folder, "shop", Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()))
            .create();
    ledger = home.ledger();
    store = new ScriptPart(home, "redis", "redis", true);
    one = new ScriptPart(home, "cart", "cart-1", false);
    two = new ScriptPart(home, "cart", "cart-2", false);
    cluster =
        new Cluster(
            List.of(List.of(one, two)),
            List.of(List.of(store)),
            new Replicas(
                (service, number) -> new ScriptPart(home, service, service + "-" + number, false)),
            Map::of,
            home,
            ledger,
            new Strains(Disks.none(), Clocks.of(ShopPlan.plain(), home)),
            events::add);
  }

  @AfterEach
  void end() {
    cluster.end(line -> {});
  }

  @Test
  void startAll_thenEnd_allRunAndThenNothingIsLeft() throws Exception {
    cluster.startAll(() -> true, lines::add);
    assertThat(states()).containsOnly("running");
    assertThat(ledger.living()).hasSize(3);

    cluster.end(lines::add);
    assertThat(states()).containsOnly("stopped");
    assertThat(ledger.entries()).isEmpty();
    assertThat(lines.subList(lines.size() - 3, lines.size()))
        .as("who stores ends last")
        .last()
        .isEqualTo("redis is stopped");
    assertThat(events).as("nothing died").isEmpty();
  }

  @Test
  void kill_oneOfTwo_staysDeadUntilStarted() {
    cluster.startAll(() -> true, lines::add);
    long before = status("cart-1").pid();
    cluster.kill("cart-1", lines::add);
    assertThat(status("cart-1").state()).isEqualTo("killed");
    assertThat(status("cart-2").state()).isEqualTo("running");
    assertThat(ProcessId.of(before)).isEmpty();

    cluster.start("cart", lines::add);
    assertThat(status("cart-1").state()).isEqualTo("running");
    assertThat(status("cart-1").pid()).isNotEqualTo(before);
    assertThat(lines).contains("cart-2 runs already");
  }

  @Test
  void kill_nothingRuns_isAnError() {
    assertThatThrownBy(() -> cluster.kill("cart", lines::add))
        .isInstanceOf(LabException.class)
        .hasMessage("cart is not running");
  }

  @Test
  void servicesAsMeasured_neverMeasured_stateAndProcessAlone() {
    cluster.startAll(() -> true, lines::add);

    assertThat(cluster.servicesAsMeasured())
        .isNotEmpty()
        .allSatisfy(
            part -> {
              assertThat(part.state()).isEqualTo("running");
              assertThat(part.pid()).isEqualTo(status(part.name()).pid());
              assertThat(part.memoryBytes()).isZero();
            });
    assertThat(cluster.serviceStatus()).extracting(PartStatus::memoryBytes).doesNotContain(0L);
  }

  @Test
  void scale_upAndDown_startsTheNextAndStopsTheLast() {
    cluster.startAll(() -> true, lines::add);
    long first = status("cart-1").pid();
    cluster.scale("cart", 4, lines::add);
    assertThat(cluster.serviceStatus())
        .extracting(PartStatus::name)
        .containsExactly("cart-1", "cart-2", "cart-3", "cart-4");
    assertThat(states()).containsOnly("running");

    cluster.scale("cart", 1, lines::add);
    assertThat(cluster.serviceStatus()).extracting(PartStatus::name).containsExactly("cart-1");
    assertThat(status("cart-1").pid()).isEqualTo(first);
    assertThat(lines).endsWith("cart-4 is stopped", "cart-3 is stopped", "cart-2 is stopped");

    cluster.scale("cart", 2, lines::add);
    assertThat(status("cart-2").state()).isEqualTo("running");
    cluster.scale("cart", 2, lines::add);
    assertThat(lines).last().isEqualTo("cart has 2 instances");
  }

  @Test
  void scale_thenEnd_endsThoseToo() throws Exception {
    cluster.startAll(() -> true, lines::add);
    cluster.scale("cart", 3, lines::add);
    cluster.end(lines::add);
    assertThat(ledger.entries()).isEmpty();
    assertThatThrownBy(() -> cluster.scale("cart", 4, lines::add))
        .hasMessage("the shop is being stopped");
  }

  @Test
  void pause_thenResume_standsStillWithAllItsChildrenAndGoesOn() throws Exception {
    one.doInstead(
        "echo ready >>%s; while :; do date >>beat; sleep 0.05; done"
            .formatted(folder.resolve(".souk/shop/cart-1.ready")));
    cluster.startAll(() -> true, lines::add);
    Path beat = folder.resolve(".souk/shop/beat");
    await().atMost(PATIENCE).until(() -> Files.exists(beat) && Files.size(beat) > 0);

    cluster.pause("cart-1", lines::add);
    assertThat(status("cart-1").state()).isEqualTo("paused");
    assertThat(status("cart-2").state()).isEqualTo("running");
    assertThat(ScriptPart.processState(status("cart-1").pid())).isEqualTo("T");
    cluster.start("cart-1", lines::add);
    assertThat(lines).contains("cart-1 is paused; ./souk resume cart-1 lets it go on");

    long before = Files.size(beat);
    cluster.resume("cart-1", lines::add);
    assertThat(status("cart-1").state()).isEqualTo("running");
    await().atMost(PATIENCE).until(() -> Files.size(beat) > before);
    assertThat(events).as("nothing died").isEmpty();
  }

  @Test
  void stop_paused_endsPolitely() {
    one.doInstead(
        "trap 'echo bye >>bye; exit 0' TERM; echo ready >>%s; while :; do sleep 0.05; done"
            .formatted(folder.resolve(".souk/shop/cart-1.ready")));
    cluster.startAll(() -> true, lines::add);
    cluster.pause("cart-1", lines::add);
    cluster.stop("cart-1", lines::add);
    assertThat(status("cart-1").state()).isEqualTo("stopped");
    assertThat(folder.resolve(".souk/shop/bye")).exists();
    assertThat(lines).contains("cart-1 is stopped");
  }

  @Test
  void kill_paused_isDead() {
    cluster.startAll(() -> true, lines::add);
    cluster.pause("cart-1", lines::add);
    cluster.kill("cart-1", lines::add);
    assertThat(status("cart-1").state()).isEqualTo("killed");
    assertThatThrownBy(() -> cluster.resume("cart-1", lines::add))
        .isInstanceOf(LabException.class)
        .hasMessage("cart-1 is not running");
  }

  @Test
  void kill_whileAnotherStarts_doesNotWaitForIt() throws Exception {
    cluster.startAll(() -> true, lines::add);
    cluster.kill("cart-1", lines::add);
    one.doInstead("exec sleep 300");
    Thread starter = Thread.ofVirtual().start(() -> startInVain("cart-1"));
    await().atMost(PATIENCE).until(() -> status("cart-1").state().equals("starting"));
    Thread killer = Thread.ofVirtual().start(() -> cluster.kill("cart-2", lines::add));
    assertThat(killer.join(PATIENCE)).as("killed while the other starts").isTrue();
    assertThat(status("cart-2").state()).isEqualTo("killed");
    assertThat(status("cart-1").state()).isEqualTo("starting");
    cluster.end(lines::add);
    assertThat(starter.join(PATIENCE)).isTrue();
  }

  private void startInVain(String name) {
    assertThatThrownBy(() -> cluster.start(name, lines::add)).isInstanceOf(LabException.class);
  }

  @Test
  void throttle_service_isSeenUntilItIsOffAndNamesTheWayBack() {
    cluster.startAll(() -> true, lines::add);
    cluster.throttle("cart", 20, lines::add);
    assertThat(status("cart-1").strain()).isEqualTo("runs 20 % of the time");
    assertThat(status("redis").strain()).isEqualTo("-");
    assertThat(lines)
        .last()
        .isEqualTo("cart-2 runs 20 % of the time; ./souk throttle cart-2 off gives it all of it");
    cluster.throttle("cart-2", 100, lines::add);
    assertThat(status("cart-1").strain()).isEqualTo("runs 20 % of the time");
    assertThat(status("cart-2").strain()).isEqualTo("-");
  }

  @Test
  void fill_diskThatIsTheUsers_isRefused() {
    assertThatThrownBy(() -> cluster.fill("redis", true, lines::add))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("./souk up --small-disks");
    assertThat(status("redis").strain()).isEqualTo("-");
  }

  @Test
  void restart_service_changesEveryPid() {
    cluster.startAll(() -> true, lines::add);
    List<Long> before = cluster.serviceStatus().stream().map(PartStatus::pid).toList();
    cluster.restart("cart", lines::add);
    assertThat(cluster.serviceStatus().stream().map(PartStatus::pid))
        .doesNotContainAnyElementsOf(before);
    assertThat(states()).containsOnly("running");
  }

  @Test
  void instance_diesByItself_isToldAndSeen() {
    cluster.startAll(() -> true, lines::add);
    ProcessHandle.of(status("cart-2").pid()).orElseThrow().destroyForcibly();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(status("cart-2").state()).isEqualTo("died"));
    assertThat(events)
        .containsExactly("cart-2 died (killed by signal 9); it stays so until ./souk start cart-2");
  }

  @Test
  void startAll_serviceThatCrashes_isNamedWithItsLastLines() {
    two.doInstead("echo no database; exit 3");
    assertThatThrownBy(() -> cluster.startAll(() -> true, lines::add))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("cart-2 ended while it started")
        .hasMessageEndingWith("no database");
  }

  @Test
  void start_storeThatRefusesAtFirst_isTriedAgain() {
    Path refused = folder.resolve("refused");
    store.doInstead(
        "[ -e %s ] || { touch %s; exit 1; }; echo ready >%s/redis.ready; exec sleep 300"
            .formatted(refused, refused, folder.resolve(".souk/shop")));
    cluster.start("redis", lines::add);
    assertThat(status("redis").state()).isEqualTo("running");
  }

  @Test
  void end_whileSomethingStarts_interruptsItAndLeavesNothing() throws Exception {
    one.doInstead("exec sleep 300");
    Thread starter =
        Thread.ofVirtual()
            .start(
                () -> {
                  assertThatThrownBy(() -> cluster.startAll(() -> true, lines::add))
                      .isInstanceOf(LabException.class)
                      .hasMessageContaining("told to stop");
                  lines.add("interrupted: " + Thread.currentThread().isInterrupted());
                });
    await().atMost(PATIENCE).until(() -> status("cart-2").pid() > 0);
    cluster.end(lines::add);
    assertThat(starter.join(PATIENCE)).isTrue();
    assertThat(lines).as("the thread can go on and reply").contains("interrupted: false");
    assertThat(ledger.entries()).isEmpty();
    assertThatThrownBy(() -> cluster.start("cart-1", lines::add))
        .hasMessage("the shop is being stopped");
  }

  @Test
  void stop_typo_listsWhatThereIs() {
    assertThatThrownBy(() -> cluster.stop("card-1", lines::add))
        .isInstanceOf(LabException.class)
        .hasMessage("there is no 'card-1'; there is cart, cart-1, cart-2, redis");
  }

  private PartStatus status(String name) {
    return Stream.concat(cluster.serviceStatus().stream(), cluster.storeStatus().stream())
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<String> states() {
    return Stream.concat(cluster.serviceStatus().stream(), cluster.storeStatus().stream())
        .map(PartStatus::state)
        .toList();
  }
}
