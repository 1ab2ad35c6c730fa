// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;
import souk.lab.process.LabException;

class ClocksTest {
  private static final int AHEAD = 1_200;

  @TempDir private Path root;
  private final List<String> lines = new ArrayList<>();
  private ShopHome home;

  @BeforeEach
  void open() throws IOException {
    home =
        ShopHome.of(root, "test", Map.of("XDG_CACHE_HOME", root.resolve("cache").toString()))
            .create();
  }

  private Instance instance(String service, boolean store) {
    return new Instance(
        new ScriptPart(home, service, service + "-1", store),
        home.ledger(),
        home.log(service),
        lines::add);
  }

  private Path file() {
    return home.faults().resolve("clocks/cart-1");
  }

  @Test
  void set_someSeconds_theInstanceCanReadThem() throws IOException {
    try (Clocks clocks = Clocks.of(ShopPlan.plain().with(Trait.FAULTS), home)) {
      Instance cart = instance("cart", false);

      clocks.set(cart, -AHEAD);

      assertThat(file()).hasContent("PT-20M");
      assertThat(cart.strain().words()).isEqualTo("clock 1,200 s behind");

      clocks.set(cart, 0);

      assertThat(file()).doesNotExist();
      assertThat(cart.strain().words()).isEqualTo("-");
      clocks.set(cart, AHEAD);
    }
    assertThat(file()).as("after the end").doesNotExist();
  }

  @Test
  void of_aShopWhoseClocksWereLeftOff_makesThemRight() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "PT20M");

    Clocks.of(ShopPlan.plain().with(Trait.FAULTS), home);

    assertThat(file()).doesNotExist();
  }

  @Test
  void set_whereItCantBeDone_saysWhy() throws IOException {
    Clocks movable = Clocks.of(ShopPlan.plain().with(Trait.FAULTS), home);
    assertThatThrownBy(() -> movable.set(instance("redis", true), AHEAD))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("those of services");
    assertThatThrownBy(() -> movable.set(instance("cart", false), 100_000))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("a day at most");

    Clocks plain = Clocks.of(ShopPlan.plain(), home);
    assertThatThrownBy(() -> plain.set(instance("cart", false), AHEAD))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("up --clocks");
  }
}
