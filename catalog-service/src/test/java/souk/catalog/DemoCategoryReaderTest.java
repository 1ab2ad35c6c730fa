// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import souk.catalog.DemoCategory.Combination;

class DemoCategoryReaderTest {
  private static final String HATS =
      """
      # A comment.
      category hats 3
      name {material} {kind}
      open {Kind} of {material}: {it} {is} warm. {This} {was} made by us.
      material wool = Wool | a wool
      material straw x0.5 (kind: sun) = Straw | oat straw
      - Straw is light.
      kind sun 20 = Sun Hat | a sun hat
      sizes 54 cm x0.9, 58 cm
      - It is {size} around.
      kinds muffs 12 (material: wool) = Ear Muffs | a pair of ear muffs
      - They go over the ears.
      """;

  @Test
  void read_aText_givesItsValues() {
    DemoCategory hats = DemoCategoryReader.read(HATS);
    assertThat(hats.slug()).isEqualTo("hats");
    assertThat(hats.count()).isEqualTo(3);
    assertThat(hats.kinds()).extracting(DemoCategory.Kind::isPlural).containsExactly(false, true);
    DemoOption straw = hats.dimensions().getFirst().getLast();
    assertThat(straw)
        .isEqualTo(
            new DemoOption(
                "material",
                "straw",
                0.5,
                Map.of("kind", Set.of("sun")),
                "Straw",
                "oat straw",
                List.of("Straw is light.")));
  }

  @Test
  void combinations_ofAKind_areThoseThatGoTogether() {
    DemoCategory hats = DemoCategoryReader.read(HATS);
    assertThat(hats.combinations(hats.kinds().getFirst()))
        .extracting(combination -> new DemoText(combination).name("{material} {kind}"))
        .containsExactly(
            "Wool Sun Hat, 54 cm",
            "Wool Sun Hat, 58 cm",
            "Straw Sun Hat, 54 cm",
            "Straw Sun Hat, 58 cm");
    assertThat(hats.combinations(hats.kinds().getFirst()).getLast().euros()).isEqualTo(10);
    assertThat(hats.combinations(hats.kinds().getLast())).hasSize(1);
  }

  @Test
  void sentence_ofAKind_isInItsNumberAndWithItsArticle() {
    DemoCategory hats = DemoCategoryReader.read(HATS);
    Combination hat = hats.combinations(hats.kinds().getFirst()).getLast();
    Combination muffs = hats.combinations(hats.kinds().getLast()).getFirst();
    String opening = hats.openings().getFirst();
    assertThat(new DemoText(hat).sentence(opening))
        .isEqualTo("A sun hat of oat straw: it is warm. This sun hat was made by us.");
    assertThat(new DemoText(muffs).sentence(opening))
        .isEqualTo(
            "A pair of ear muffs of a wool: they are warm. These ear muffs were made by us.");
    assertThat(new DemoText(hat).sentence("a {material} hat, a unit")).startsWith("an oat straw");
  }

  @Test
  void read_aLineThatIsNone_namesIt() {
    assertThatThrownBy(() -> DemoCategoryReader.read(HATS + "material silk x2 Silk | silk\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("material silk x2 Silk");
  }

  @Test
  void sentence_withAnUnknownSlot_isRefused() {
    DemoCategory hats = DemoCategoryReader.read(HATS);
    DemoText text = new DemoText(hats.combinations(hats.kinds().getFirst()).getFirst());
    assertThatThrownBy(() -> text.sentence("in {colour}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{colour}");
  }
}
