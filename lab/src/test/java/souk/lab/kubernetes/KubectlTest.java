// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.process.LabException;

class KubectlTest {
  /** Within a cluster, where there is no context. */
  private static final String HANGS = "[ \"$3\" = config ] && exit 1; exec sleep 30";

  @TempDir private Path folder;

  @Test
  void find_notInPath_saysWhatToInstall() {
    assertThatThrownBy(() -> Kubectl.find(Map.of("PATH", folder.toString()), "souk"))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("kubectl is not in PATH: install it");
  }

  @Test
  void find_noNamespace_isRefused() {
    assertThatThrownBy(() -> Kubectl.find(Map.of(), "--all-namespaces"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("can't be a namespace");
  }

  @Test
  void ask_anything_inTheNamespaceAndAtTheClusterOfTheBeginning() throws Exception {
    FakeKubectl fake = FakeKubectl.of(folder, "echo some; echo noise >&2");

    assertThat(fake.found().ask("get", "pods", "--output", "json")).isEqualTo("some\n");
    assertThat(fake.asked())
        .isEqualTo(
            "--namespace souk config current-context\n"
                + "--namespace souk --context some get pods --output json\n");
  }

  @Test
  void ask_clusterAway_givesItsLastLine() throws Exception {
    FakeKubectl fake =
        FakeKubectl.of(
            folder,
            """
            echo 'E1121 23:00:00.1 1 memcache.go:265] "Unhandled Error" err="long"' >&2
            echo 'The connection to the server localhost:8080 was refused' >&2
            exit 1
            """);

    assertThatThrownBy(() -> fake.found().ask("get", "pods"))
        .isInstanceOf(LabException.class)
        .hasMessage("kubectl get: The connection to the server localhost:8080 was refused");
  }

  @Test
  void ask_noAnswer_endsAtTheDeadline() throws Exception {
    FakeKubectl fake = FakeKubectl.of(folder, HANGS);

    assertThatThrownBy(() -> fake.found().ask(Duration.ofMillis(100), "wait"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("no answer within");
  }

  @Test
  void start_closed_endsTheProgramToo() throws Exception {
    FakeKubectl fake = FakeKubectl.of(folder, HANGS);
    Kubectl.Running running = fake.found().start("get", "--watch");
    Awaitility.await().until(() -> running.process().descendants().count() > 1);
    var children = running.process().descendants().toList();

    running.close();

    Awaitility.await().untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
  }
}
