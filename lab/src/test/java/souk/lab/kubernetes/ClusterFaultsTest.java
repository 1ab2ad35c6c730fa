// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.process.LabException;

/** What is asked of kubectl, by a fake one. */
class ClusterFaultsTest {
  @TempDir private Path folder;
  private FakeKubectl fake;
  private ClusterFaults faults;

  @BeforeEach
  void start() throws IOException {
    fake =
        FakeKubectl.of(
            folder,
            """
            case "$*" in
              *"get pods"*) cat %s ;;
              *current-context*) echo here ;;
              *"get deployment"*) cat %s ;;
            esac
            """
                .formatted(folder.resolve("pods"), folder.resolve("replicas")));
    Files.writeString(folder.resolve("replicas"), "2");
    pods(
        FakeKubectl.pod("order-a", "order", true, ""),
        FakeKubectl.pod("order-b", "order", true, ""),
        FakeKubectl.pod("postgres-0", "postgres", true, "").replace("souk\"", "other\""));
    faults = new ClusterFaults(ClusterShop.at(fake.found(), folder));
  }

  @Test
  void blastRadius_shop_namesItsPodsAndNoOthers() {
    assertThat(faults.blastRadius())
        .startsWith(
            "2 pods labelled app.kubernetes.io/part-of=souk in namespace souk of here: order;");
    assertThat(faults.instances())
        .extracting(PartStatus::name)
        .containsExactly("order-a", "order-b");
  }

  @Test
  void kill_pod_isDeletedByForce() throws IOException {
    faults.kill("order-a");

    assertThat(fake.asked())
        .endsWith(
            "--namespace souk --context here delete pod order-a --grace-period=0 --force"
                + " --wait=false\n");
  }

  @Test
  void killAndStop_notTheShops_areRefused() throws IOException {
    for (String other : List.of("postgres-0", "postgres", "order-", "--all")) {
      assertThatThrownBy(() -> faults.kill(other)).isInstanceOf(LabException.class);
      assertThatThrownBy(() -> faults.stop(other)).isInstanceOf(LabException.class);
      assertThatThrownBy(() -> faults.restart(other)).isInstanceOf(LabException.class);
    }
    assertThat(fake.asked()).doesNotContain("delete", "scale", "rollout");
  }

  @Test
  void stopService_undone_comesBackWithAsManyAsUsual() throws IOException {
    faults.stop("order");

    assertThat(fake.asked())
        .contains("scale deployment/order --replicas=0", "wait --for=delete pod --selector");

    faults.undo();
    faults.undo();

    assertThat(fake.asked()).containsOnlyOnce("scale deployment/order --replicas=2");
  }

  @Test
  void stopService_whenItIsOver_isRefused() throws IOException {
    faults.undo();

    assertThatThrownBy(() -> faults.stop("order")).isInstanceOf(LabException.class);
    assertThat(fake.asked()).doesNotContain("scale");
  }

  @Test
  void start_podOfALaterName_waitsUntilAsManyAreReadyAsUsual() throws Exception {
    faults.kill("order-a");
    pods(
        FakeKubectl.pod("order-b", "order", true, ""),
        FakeKubectl.pod("order-c", "order", false, ""));
    Thread waiting = Thread.ofVirtual().start(() -> faults.start("order-a"));
    assertThat(waiting.join(Duration.ofMillis(500))).isFalse();

    pods(
        FakeKubectl.pod("order-b", "order", true, ""),
        FakeKubectl.pod("order-c", "order", true, ""));

    assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void start_autoscalerWantsFewer_isContentWithThem() throws Exception {
    faults.kill("order-a");
    pods(FakeKubectl.pod("order-b", "order", true, ""));
    Files.writeString(folder.resolve("replicas"), "1");

    Thread waiting = Thread.ofVirtual().start(() -> faults.start("order-a"));

    assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
  }

  private void pods(String... pods) throws IOException {
    Path next = folder.resolve("pods.next");
    Files.writeString(next, "{\"items\": [" + String.join(",", pods) + "]}");
    Files.move(next, folder.resolve("pods"), StandardCopyOption.REPLACE_EXISTING);
  }
}
