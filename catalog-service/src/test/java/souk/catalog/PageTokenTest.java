// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import souk.catalog.Page.Position;

class PageTokenTest {
  private static final List<String> LAMPS = List.of("list", "lamps", "NAME");
  private static final Position POSITION = new Position("Bubble Glass Lamp, 26 cm", "sku-0042");

  @Test
  void read_aTokenOfTheSameList_givesThePosition() {
    String token = PageToken.of(POSITION, LAMPS);
    assertThat(token).matches("[A-Za-z0-9_-]+");
    assertThat(PageToken.read(token, SortKey.NAME, LAMPS)).contains(POSITION);
  }

  @Test
  void read_aTokenOfAnotherList_givesNothing() {
    String token = PageToken.of(POSITION, LAMPS);
    assertThat(PageToken.read(token, SortKey.NAME, List.of("list", "rugs", "NAME"))).isEmpty();
    assertThat(PageToken.read(token, SortKey.NAME, List.of("list", "lamp", "sNAME"))).isEmpty();
    assertThat(PageToken.read(token, SortKey.NAME, List.of("search", "lamps"))).isEmpty();
  }

  @Test
  void read_aTokenWithAnyCharacterChanged_givesNothing() {
    String token = PageToken.of(POSITION, LAMPS);
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(PageToken.read(changed, SortKey.NAME, LAMPS)).as("at " + i).isEmpty();
      assertThat(PageToken.read(token.substring(0, i), SortKey.NAME, LAMPS)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"=", "%%%", "AAAA", "\n", "sku-0042", "é"})
  void read_whatIsNoToken_givesNothing(String text) {
    assertThat(PageToken.read(text, SortKey.NAME, LAMPS)).isEmpty();
  }

  @Test
  void read_aTokenInAnotherForm_givesNothing() {
    String token = PageToken.of(new Position("Lamp", "sku-1"), LAMPS);
    byte[] bytes = Base64.getUrlDecoder().decode(token);
    assertThat(
            PageToken.read(Base64.getUrlEncoder().encodeToString(bytes) + "=", SortKey.NAME, LAMPS))
        .isEmpty();
    assertThat(PageToken.read("A".repeat(PageToken.MAX_LENGTH + 4), SortKey.NAME, LAMPS)).isEmpty();
  }

  @Test
  void of_theLongestNameAndId_isWithinTheBound() {
    String name = new String(Character.toChars(0x1F54C)).repeat(Product.MAX_NAME_LENGTH);
    assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSize(480);
    Position longest = new Position(name, "a".repeat(64));
    String token = PageToken.of(longest, LAMPS);
    assertThat(token).hasSizeLessThanOrEqualTo(PageToken.MAX_LENGTH);
    assertThat(PageToken.read(token, SortKey.NAME, LAMPS)).contains(longest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1e3", "9999999999999999999", "1; DROP TABLE product"})
  void read_aForgedPrice_givesNothing(String key) {
    String forged = PageToken.of(new Position(key, "sku-1"), LAMPS);
    assertThat(PageToken.read(forged, SortKey.PRICE, LAMPS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NaN", "Infinity", "1e99", "-0.5", "1e-99", "0.5f"})
  void read_aForgedRank_givesNothing(String key) {
    String forged = PageToken.of(new Position(key, "sku-1"), LAMPS);
    assertThat(PageToken.read(forged, SortKey.RANK, LAMPS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.6079271", "1e-20", "1.2345678e-05", "0", "1"})
  void read_aRankAsPostgresWritesIt_givesThePosition(String key) {
    Position position = new Position(key, "sku-1");
    assertThat(PageToken.read(PageToken.of(position, LAMPS), SortKey.RANK, LAMPS))
        .contains(position);
  }
}
