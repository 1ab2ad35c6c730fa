// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.grpc.consul.FakeConsul.instance;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.grpc.consul.FakeConsul.Answer;

class ServiceWatchTest {
  private static final String A = instance("a", 1001, "passing");
  private static final String B = instance("b", 1002, "passing");

  private final List<StatusOr<List<EquivalentAddressGroup>>> heard = new CopyOnWriteArrayList<>();
  private final Subscription listener = new Subscription("stall", InstanceFilter.ALL, heard::add);
  private final ServiceWatches watches = new ServiceWatches(new Random(7));
  private FakeConsul consul;
  private ServiceWatch watch;

  @BeforeEach
  void listen() throws IOException {
    consul = new FakeConsul();
    watch = watches.listen(consul.agent(), "stall", listener);
  }

  @AfterEach
  void close() {
    watch.close();
    consul.close();
  }

  @Test
  void round_changes_areHandedOutInOrder() {
    consul.answers(Answer.list(5, A), Answer.list(6, A, B), Answer.list(7, B));
    await().until(() -> heard.size() == 3);
    assertThat(ports(0)).containsExactly(1001);
    assertThat(ports(1)).containsExactly(1001, 1002);
    assertThat(ports(2)).containsExactly(1002);
    await().untilAsserted(() -> assertThat(consul.indexes()).containsExactly("0", "5", "6", "7"));
  }

  @Test
  void round_always_asksForAllInstancesConsistentlyWithTheToken() {
    consul.answers(Answer.list(5, A));
    await().until(() -> heard.size() == 1);
    assertThat(consul.requests().getFirst())
        .hasPath("/v1/health/service/stall")
        .hasParameter("consistent")
        .hasParameter("wait", "20000ms")
        .hasNoParameter("passing");
    assertThat(consul.token()).isEqualTo("secret");
  }

  @Test
  void round_nothingChanged_handsOutNothing() {
    consul.answers(Answer.list(5, A), Answer.list(5, A), Answer.list(9, A), Answer.list(10, B));
    await().until(() -> heard.size() == 2);
    assertThat(ports(1)).containsExactly(1002);
  }

  @Test
  void round_indexGoesBackwards_startsOver() {
    consul.answers(Answer.list(50, A), Answer.list(20, A), Answer.list(20, A, B));
    await().until(() -> heard.size() == 2);
    await().untilAsserted(() -> assertThat(consul.indexes()).containsExactly("0", "50", "0", "20"));
  }

  @Test
  void round_indexIsAlwaysZero_isNoBusyLoop() {
    long startNanos = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      consul.answers(Answer.list(0, A));
    }
    await().pollInterval(5, MILLISECONDS).until(() -> consul.requests().size() >= 15);
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isGreaterThan(Duration.ofMillis(350));
    assertThat(consul.indexes()).startsWith("0", "1", "0", "1");
  }

  @Test
  void round_consulFails_keepsTheListAndAsksAfresh() {
    consul.answers(Answer.list(50, A), Answer.error(500), Answer.error(500), Answer.list(3, A, B));
    await().until(() -> heard.size() == 2);
    assertThat(ports(1)).containsExactly(1001, 1002);
    await()
        .untilAsserted(
            () -> assertThat(consul.indexes()).containsExactly("0", "50", "0", "0", "3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[1]",
        "[{}]",
        "<html>",
        "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
        "[{\"Service\": {\"ID\": \"a\", \"Addr",
        "[{\"Service\": null, \"Node\": null, \"Checks\": null}]",
        "[{\"Service\": {}, \"Node\": {}}]",
        "[{\"Service\": [], \"Node\": {}}]",
        "[{\"Service\":{\"ID\":\"a\",\"Address\":\"\",\"Port\":\"x\"},\"Node\":{\"Address\":\"h\"}}]",
      })
  void round_garbage_keepsTheListAndGoesOn(String body) {
    consul.answers(Answer.list(5, A), new Answer(200, "6", body), Answer.list(7, B));
    await().until(() -> heard.size() == 2);
    assertThat(ports(0)).containsExactly(1001);
    assertThat(ports(1)).containsExactly(1002);
  }

  @Test
  void round_deeplyNested_keepsTheListAndGoesOn() {
    String nested = "[".repeat(200_000);
    consul.answers(Answer.list(5, A), new Answer(200, "6", nested), Answer.list(7, B));
    await().until(() -> heard.size() == 2);
    assertThat(ports(1)).containsExactly(1002);
  }

  @Test
  void round_answerWithoutEnd_isGivenUpAndTheListKept() {
    String huge = " ".repeat((16 << 20) + 1);
    consul.answers(Answer.list(5, A), new Answer(200, "6", huge), Answer.list(7, B));
    await().atMost(Duration.ofSeconds(20)).until(() -> heard.size() == 2);
    assertThat(ports(1)).containsExactly(1002);
    assertThat(consul.indexes()).startsWith("0", "5", "0");
  }

  @Test
  void round_answerCutOff_keepsTheListAndGoesOn() {
    consul.answers(Answer.list(5, A), Answer.cutOff(Answer.list(6, A, B)), Answer.list(7, B));
    await().until(() -> heard.size() == 2);
    assertThat(ports(1)).containsExactly(1002);
  }

  @Test
  void round_neverARightAnswer_saysWhyAndIsNoBusyLoop() {
    for (int i = 0; i < 100; i++) {
      consul.answers(new Answer(200, "6", "<html>"));
    }
    await().until(() -> heard.size() == 4);
    assertThat(heard.get(3).getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(heard.get(3).getStatus().getDescription()).contains("stall", "<html>");
    // After 0.1, 0.2 and 0.4 s at least.
    assertThat(consul.requests()).hasSizeLessThan(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1.5", "99999999999999999999"})
  void round_indexIsNoNumber_keepsTheListAndGoesOn(String index) {
    consul.answers(Answer.list(5, A), new Answer(200, index, "[]"), Answer.list(7, B));
    await().until(() -> heard.size() == 2);
    assertThat(ports(1)).containsExactly(1002);
  }

  @Test
  void round_consulNeverAnswered_saysSoOnceAndGoesOn() {
    consul.answers(Answer.error(500), Answer.error(403), Answer.list(7, A));
    await().until(() -> heard.size() == 3);
    assertThat(heard.get(0).getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(heard.get(0).getStatus().getDescription()).contains("stall", "500", "leader");
    assertThat(heard.get(1).getStatus().getDescription()).contains("403");
    assertThat(ports(2)).containsExactly(1001);
  }

  @Test
  void round_consulHangs_asksAgain() {
    consul.answers(Answer.HANG, Answer.list(7, A));
    await().until(() -> heard.size() == 2);
    assertThat(heard.getFirst().getStatus().getDescription()).contains("timed out");
    assertThat(ports(1)).containsExactly(1001);
  }

  @Test
  void round_noInstance_isUnavailable() {
    consul.answers(Answer.list(5), Answer.list(6, A), Answer.list(7));
    await().until(() -> heard.size() == 3);
    assertThat(heard.get(0).getStatus().getDescription())
        .isEqualTo("Consul knows no instance of stall");
    assertThat(heard.get(2).getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65536})
  void round_instanceWithoutAPort_isLeftOut(int port) {
    consul.answers(Answer.list(5, instance("x", port, "passing"), A));
    await().until(() -> heard.size() == 1);
    assertThat(ports(0)).containsExactly(1001);
  }

  @Test
  void round_hostThatNobodyKnows_isLeftOut() {
    String unknown = A.replace("\"Address\": \"\"", "\"Address\": \"::no-address\"");
    consul.answers(Answer.list(5, unknown, B), Answer.list(6, unknown));
    await().until(() -> heard.size() == 2);
    assertThat(ports(0)).containsExactly(1002);
    assertThat(heard.get(1).getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void snapshot_afterAnswersAndFailures_saysWhatIsKnown() {
    assertThat(watch.snapshot()).isEqualTo(new WatchSnapshot("stall", 0, 0, 0, false));
    consul.answers(Answer.list(5, A, instance("b", 1002, "critical")));
    await().until(() -> watch.snapshot().equals(new WatchSnapshot("stall", 2, 1, 0, true)));
    consul.answers(Answer.error(500));
    await().until(() -> watch.snapshot().equals(new WatchSnapshot("stall", 2, 1, 1, false)));
    consul.answers(Answer.list(6, A));
    await().until(() -> watches.snapshots().contains(new WatchSnapshot("stall", 1, 1, 1, true)));
  }

  @Test
  void round_failingInstance_isUsedOnlyWhenMostFail() {
    String failing = instance("b", 1002, "critical");
    String warning = instance("c", 1003, "warning");
    consul.answers(Answer.list(5, A, failing), Answer.list(6, A, failing, warning));
    await().until(() -> heard.size() == 2);
    assertThat(ports(0)).containsExactly(1001);
    assertThat(ports(1)).containsExactly(1001, 1002, 1003);
  }

  @Test
  void round_anInstance_carriesItsAttributes() {
    String instance =
        """
        {"Node": {"Address": "10.0.0.1"}, "Checks": [],
         "Service": {"ID": "a", "Address": "127.0.0.2", "Port": 7,
                     "Tags": ["canary"], "Meta": {"region": "eu"}}}""";
    consul.answers(Answer.list(5, instance));
    await().until(() -> heard.size() == 1);
    EquivalentAddressGroup group = heard.getFirst().getValue().getFirst();
    assertThat(group.getAddresses()).containsExactly(new InetSocketAddress("127.0.0.2", 7));
    assertThat(group.getAttributes().get(ConsulAttributes.INSTANCE_ID)).isEqualTo("a");
    assertThat(group.getAttributes().get(ConsulAttributes.TAGS)).containsExactly("canary");
    assertThat(group.getAttributes().get(ConsulAttributes.META)).containsEntry("region", "eu");
    assertThat(group.getAttributes().get(ConsulAttributes.REGION)).isEqualTo("eu");
    assertThat(group.getAttributes().get(ConsulAttributes.ZONE)).isNull();
  }

  @Test
  void round_nodeWithAPlace_isOverriddenByItsInstance() {
    consul.answers(Answer.list(5, canary(1003, "")));
    await().until(() -> heard.size() == 1);
    Attributes attributes = heard.getFirst().getValue().getFirst().getAttributes();
    assertThat(attributes.get(ConsulAttributes.REGION)).isEqualTo("eu");
    assertThat(attributes.get(ConsulAttributes.ZONE)).isEqualTo("eu-2");
  }

  @Test
  void refresh_whileWaiting_asksAtOnceAndHandsOutTheSameAgain() {
    consul.answers(Answer.list(5, A));
    await().until(() -> consul.requests().size() == 2);
    watch.refresh();
    await().until(() -> consul.requests().size() == 3);
    consul.answers(Answer.list(5, A));
    await().until(() -> heard.size() == 2);
    await().untilAsserted(() -> assertThat(consul.indexes()).containsExactly("0", "5", "0", "5"));
  }

  @Test
  void refresh_manyTimes_staysWithinThePace() {
    consul.answers(Answer.list(5, A));
    await().until(() -> consul.requests().size() == 2);
    long startNanos = System.nanoTime();
    await()
        .pollInterval(2, MILLISECONDS)
        .until(
            () -> {
              watch.refresh();
              return consul.requests().size() >= 20;
            });
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isGreaterThan(Duration.ofMillis(700));
  }

  @Test
  void listen_twoOfOneService_shareOneWatchAndHaveTheirOwnShares() {
    List<StatusOr<List<EquivalentAddressGroup>>> second = new CopyOnWriteArrayList<>();
    var other = new Subscription("stall", InstanceFilter.parse("tag=canary"), second::add);
    consul.answers(Answer.list(5, A));
    await().until(() -> heard.size() == 1);
    assertThat(watches.listen(consul.agent(), "stall", other)).isSameAs(watch);
    assertThat(second).hasSize(1);
    assertThat(second.getFirst().getStatus().getDescription())
        .isEqualTo("Consul knows no instance of stall with tag=canary");
    consul.answers(Answer.list(6, B, canary(1003, "")));
    await().until(() -> heard.size() == 2 && second.size() == 2);
    assertThat(ports(1)).containsExactly(1002, 1003);
    assertThat(second.get(1).getValue()).hasSize(1);
    consul.answers(Answer.list(7, canary(1003, "")));
    await().until(() -> heard.size() == 3);
    await().untilAsserted(() -> assertThat(consul.indexes()).containsExactly("0", "5", "6", "7"));
    assertThat(second).hasSize(2);

    watches.leave(watch, other);
    consul.answers(Answer.list(8, A));
    await().until(() -> heard.size() == 4);
    assertThat(second).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_node_maintenance", "_service_maintenance:canary"})
  void round_instanceInMaintenance_isNotUsedEvenWhenNothingElsePasses(String check) {
    String failing = instance("b", 1002, "critical");
    consul.answers(
        Answer.list(5, canary(1003, check)), Answer.list(6, failing, canary(1003, check)));
    await().until(() -> heard.size() == 2);
    assertThat(heard.getFirst().getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(ports(1)).containsExactly(1002);
  }

  @Test
  void leave_theLast_endsTheWatch() {
    consul.answers(Answer.list(5, A));
    await().until(() -> consul.requests().size() == 2);
    watches.leave(watch, listener);
    consul.answers(Answer.list(6, B));
    await().during(Duration.ofMillis(300)).until(() -> consul.requests().size() == 2);
    assertThat(heard).hasSize(1);
    assertThat(watches.listen(consul.agent(), "stall", listener)).isNotSameAs(watch);
  }

  private static String canary(int port, String criticalCheck) {
    return """
        {"Node": {"Address": "127.0.0.1", "Meta": {"region": "eu", "zone": "eu-1"}},
         "Service": {"ID": "canary", "Address": "", "Port": %d, "Tags": ["canary"],
                     "Meta": {"version": "2", "zone": "eu-2"}},
         "Checks": [%s]}"""
        .formatted(
            port,
            criticalCheck.isEmpty()
                ? ""
                : "{\"CheckID\": \"" + criticalCheck + "\", \"Status\": \"critical\"}");
  }

  private List<Integer> ports(int update) {
    return heard.get(update).getValue().stream()
        .map(group -> ((InetSocketAddress) group.getAddresses().getFirst()).getPort())
        .toList();
  }
}
