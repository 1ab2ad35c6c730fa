// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.lab.process.LabException;

class ShopHomeTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "Shop", "../etc", "a/b", "-d", "1st", "a b", "shop\n"})
  void of_badName_isRefused(String name) {
    assertThatThrownBy(() -> ShopHome.of(folder, name, Map.of()))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("can't be a shop's name");
  }

  @Test
  void of_stateFolderGiven_isThere() {
    ShopHome home =
        ShopHome.of(Path.of("/clone"), "two", Map.of("SOUK_STATE_DIR", folder.toString()));
    assertThat(home.folder()).isEqualTo(folder.resolve("two"));
    assertThat(ShopHome.of(Path.of("/clone"), "two", Map.of()).folder())
        .isEqualTo(Path.of("/clone/.souk/two"));
  }

  @Test
  void create_folders_areTheOwnersAlone() throws Exception {
    ShopHome home = home(folder).create();
    for (Path each : new Path[] {home.folder(), home.data(), home.secrets(), home.logs()}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .as(each.toString())
          .isEqualTo("rwx------");
    }
  }

  @Test
  void create_aFileInTheWay_isToldInOneLine() throws Exception {
    Files.writeString(folder.resolve(".souk"), "not a folder");
    assertThatThrownBy(() -> home(folder).create())
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("can't write in " + folder)
        .hasMessageNotContaining("\n");
  }

  @Test
  void socket_deepFolder_isShortEnoughAndTheShopsOwn() {
    Path deep = folder.resolve("d".repeat(120));
    Path one = home(deep).socket();
    Path other = ShopHome.of(deep, "other", Map.of()).socket();
    assertThat(one.toString().length()).isLessThan(100);
    assertThat(one).isNotEqualTo(other).isEqualTo(home(deep).socket());
    assertThat(home(Path.of("/clone")).socket())
        .isEqualTo(Path.of("/clone/.souk/shop/control.sock"));
  }

  private ShopHome home(Path root) {
    return ShopHome.of(root, "shop", Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()));
  }
}
