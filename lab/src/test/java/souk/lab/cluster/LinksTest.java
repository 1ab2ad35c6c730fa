// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.cluster.ShopStatus.LinkStatus;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;
import souk.lab.process.LabException;

class LinksTest {
  @TempDir private Path root;
  private final List<String> lines = new ArrayList<>();
  private ShopHome home;
  private Links links;

  @BeforeEach
  void open() throws IOException {
    home =
        ShopHome.of(root, "test", Map.of("XDG_CACHE_HOME", root.resolve("cache").toString()))
            .create();
    links = Links.of(ShopPlan.plain().with(Trait.WIRED), home, "consul");
  }

  @AfterEach
  void close() throws IOException {
    links.close();
  }

  private void set(String target) {
    links.set(target, lines::add);
  }

  @Test
  void set_beforeAnybodyCalled_isInTheStatusUntilItIsCleared() {
    set("order payment slow 1s");

    assertThat(links.status())
        .containsExactly(new LinkStatus("order", "payment", "slow 1000ms 250ms"));
    assertThat(lines).containsExactly("calls from order to payment: slow 1000ms 250ms");

    set("order payment clear");

    assertThat(links.status()).isEmpty();
  }

  @Test
  void set_anInstanceOtherThanItsService_bothAreInTheStatus() {
    set("order payment cut");
    set("order payment-1 clear");

    assertThat(links.status())
        .containsExactly(
            new LinkStatus("order", "payment", "cut"),
            new LinkStatus("order", "payment-1", "clear"));

    set("order payment clear");

    assertThat(links.status()).isEmpty();
  }

  @Test
  void set_aServiceAfterItsInstance_holdsForBoth() {
    set("order payment-1 cut");
    set("order payment twice");

    assertThat(links.status()).containsExactly(new LinkStatus("order", "payment", "twice"));
  }

  @Test
  void set_betweenThoseWhoDontCall_namesThoseWhoDo() {
    assertThatThrownBy(() -> set("cart order cut"))
        .isInstanceOf(LabException.class)
        .hasMessage(
            "no wire goes from 'cart' to 'order'; there are those from gateway to cart, catalog,"
                + " inventory, order; order to cart, catalog, inventory, payment; payment to"
                + " acquirer");
    assertThatThrownBy(() -> set("order payment"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("FROM TO WHAT");
  }

  @Test
  void set_inAShopWithoutWires_saysWhatIsMissing() throws IOException {
    try (Links none = Links.of(ShopPlan.plain(), home, "consul")) {
      assertThatThrownBy(() -> none.set("order payment cut", lines::add))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("up --wires");
    }
  }
}
