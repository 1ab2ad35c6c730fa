// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TourTest {
  @Test
  void script_markedAndOtherBlocks_isTheMarkedOnes() {
    String readme =
        "# R\n```sh\nno\n```\n<!-- tour -->\n```sh\none\n```\ntext\n<!-- tour -->\n```sh\ntwo\n```\n";
    assertThat(Tour.script(readme)).isEqualTo("one\ntwo\n");
  }

  @Test
  void script_ofTheReadme_goesFromListingToOrdersAfterARestart() throws Exception {
    assertThat(Tour.script(Files.readString(Path.of("../README.md"))))
        .containsSubsequence(
            "ListProducts",
            "AddItem",
            "tok_visa",
            "tok_declined",
            "curl -s",
            "./souk kill",
            "./souk stop",
            "./souk start",
            "./souk down",
            "./souk up -d",
            "GetOrder");
  }
}
