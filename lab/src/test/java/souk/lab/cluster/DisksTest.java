// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;
import souk.lab.part.SmallDisks;
import souk.lab.process.LabException;

class DisksTest {
  @TempDir private Path folder;

  @Test
  void fill_thenFree_theSystemRefusesAndThenTakesMore() throws Exception {
    assumeTrue(SmallDisks.arePossible(), "no user and mount namespaces here");
    List<String> command =
        SmallDisks.inNamespaces(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FilledDisk.class.getName(),
                folder.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertThat(process.inputReader().lines())
        .containsExactly(
            "empty and full: No space left on device",
            "at first: written",
            "filled: No space left on device",
            "another: written",
            "room again: written");
    assertThat(process.waitFor()).isZero();
    assertThat(files()).as("seen by nobody outside, and gone").isEmpty();
  }

  @Test
  void of_shopAfterOneWhoseDisksAreGone_forgetsWhatWasToldOfThem() throws IOException {
    ShopHome home = ShopHome.of(folder, "shop", Map.of()).create();
    Path told = Files.createDirectories(home.history()).resolve("told");
    Files.writeString(told, "an order");
    Disks.of(ShopPlan.plain(), home);
    assertThat(told).as("of a shop that keeps its data").exists();
    Files.createDirectories(home.disk("redis"));
    Disks.of(ShopPlan.plain(), home);
    assertThat(told).doesNotExist();
    assertThat(home.disks()).doesNotExist();
  }

  @Test
  void of_shopThatKeepsItsData_isRefused() throws IOException {
    ShopHome home = ShopHome.of(folder, "shop", Map.of()).create();
    Files.createDirectories(home.data().resolve("postgres"));
    assertThatThrownBy(() -> Disks.of(ShopPlan.plain().with(Trait.SMALL_DISKS), home))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("--name");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve(".souk/shop/disks"))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
