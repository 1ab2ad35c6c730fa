// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.kubernetes.ClusterShop;
import souk.lab.kubernetes.Kubectl;
import souk.lab.part.ShopPlan;

/** What can't be done to a shop on Kubernetes is not begun there. */
class TrialOnKubernetesTest {
  private static final Design DESIGN = Design.of("all holds", "quiet", "none");

  @TempDir private Path folder;
  private Run run;

  @BeforeEach
  void aShop() throws Exception {
    Path kubectl = folder.resolve("kubectl");
    Files.writeString(
        kubectl,
        """
        #!/bin/sh
        echo '{"items": [{"metadata": {"name": "a", "labels": {"app.kubernetes.io/part-of": "souk"}}}]}'
        """);
    Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwx------"));
    ClusterShop shop =
        ClusterShop.at(Kubectl.find(Map.of("PATH", folder.toString()), "souk"), folder);
    run =
        new Run(
            "test",
            folder,
            new Run.Options(1, true, false, List.of()),
            Optional.of(new Place(shop, Optional.of("localhost:1"))),
            Turn.ALONE,
            new PrintWriter(new StringWriter()));
  }

  @Test
  void play_whatNeedsThisMachine_isSkippedBeforeItBegins() {
    Trial here = Trial.of(run, Idea.FAILURE, DESIGN);

    assertSkipped(here, "processes of this machine");
    assertSkipped(here.byWires(), "the calls between pods");
    assertSkipped(here.on(ShopPlan.plain()), "made in another way");
    assertSkipped(here.anywhere().butNotOnKubernetes("no moon"), "no moon");
  }

  @Test
  void startShop_onKubernetes_isSkipped() {
    assertThatThrownBy(() -> run.startShop(ShopPlan.plain()))
        .isInstanceOf(NotThere.class)
        .hasMessageContaining("shops of its own");
    assertThat(folder).isDirectoryNotContaining(path -> path.endsWith(".souk"));
  }

  private static void assertSkipped(Trial trial, String why) {
    assertThatThrownBy(
            () ->
                trial.play(
                    stage -> {
                      throw new AssertionError("it has begun");
                    }))
        .isInstanceOfSatisfying(
            NotThere.class, skipped -> assertThat(skipped.missing()).contains(why));
  }
}
