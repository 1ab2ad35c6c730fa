// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

class PictureTest {
  private static final Picture picture = new Picture();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lamps",
        "rugs",
        "ceramics",
        "spices",
        "tea",
        "leather",
        "textiles",
        "jewellery",
        "brassware",
        "woodwork",
        "musical-instruments",
        "soap-and-oils"
      })
  void draw_eachDrawingOfACategory_isCompleteSvg(String category) throws Exception {
    Drawings drawings = Drawings.read(category).orElseThrow();
    assertThat(drawings.drawings()).hasSizeGreaterThan(3);
    for (String kind : drawings.drawings().keySet()) {
      for (String paint : drawings.paints().keySet()) {
        String svg = picture.draw(category, kind + "-" + paint + "-stars-7").orElseThrow();

        var unused =
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
        assertThat(svg).doesNotContain("{", "}", "<skin", "\"none\" stroke=\"none\"");
      }
    }
  }

  @Test
  void draw_samePath_isTheSamePictureAndOtherPathsAreOthers() {
    String lamp = draw("pendant-fez-brass-stars-1");

    assertThat(draw("pendant-fez-brass-stars-1")).isEqualTo(lamp);
    assertThat(draw("pendant-fez-copper-stars-1")).isNotEqualTo(lamp);
    assertThat(draw("pendant-fez-brass-girih-1")).isNotEqualTo(lamp);
    assertThat(draw("oil-fez-brass-stars-1")).isNotEqualTo(lamp);
    assertThat(draw("pendant-fez-brass-stars-2")).isNotEqualTo(lamp);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "pendant", "<script>-1", "x-99999999999999999999", "---3"})
  void draw_whateverItIsCalled_showsSomethingAndNothingOfTheName(String keys) {
    assertThat(draw(keys)).startsWith("<svg").doesNotContain("script", "99999999999999999999");
  }

  @Test
  void draw_unknownCategory_isEmpty() {
    assertThat(picture.draw("boats", "dhow-1")).isEmpty();
  }

  private static String draw(String keys) {
    return picture.draw("lamps", keys).orElseThrow();
  }
}
