// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.lab.process.LabException;

class ReplicasTest {
  private final Replicas replicas =
      new Replicas(
          (kind, number) -> {
            throw new IllegalStateException("not asked for");
          });

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "acquirer", "catalog-1", "", "Catalog"})
  void check_whatIsNoServiceOfMany_saysWhichAre(String service) {
    assertThatThrownBy(() -> replicas.check(service, 2))
        .isInstanceOf(LabException.class)
        .hasMessageEndingWith(
            "can't be scaled; these can: gateway, order, cart, catalog, inventory, payment");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 6, Integer.MAX_VALUE})
  void check_noneOrTooMany_saysHowManyThereMayBe(int wanted) {
    assertThatThrownBy(() -> replicas.check("cart", wanted))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("(expected: 1 to 5; ./souk stop cart stops it)");
  }

  @Test
  void check_asManyAsThereMayBe_isFine() {
    replicas.check("cart", Replicas.MOST);
  }
}
