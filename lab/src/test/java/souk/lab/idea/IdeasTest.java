// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Experiments;

/** What the pages of docs/ideas point to is there. */
class IdeasTest {
  private static final Path PAGES = Path.of("../docs/ideas");

  /** A link to a type or a member: its name, and where it is. */
  private static final Pattern LINK = Pattern.compile("\\[`([A-Za-z._]+)`]\\(([^)]+)\\)");

  static List<String> pages() throws IOException {
    try (Stream<Path> pages = Files.list(PAGES)) {
      return pages.map(page -> page.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void page_itsLinks_leadToWhatTheyName(String page) throws IOException {
    List<MatchResult> links =
        LINK.matcher(Files.readString(PAGES.resolve(page))).results().toList();

    assertThat(links).isNotEmpty();
    for (MatchResult link : links) {
      Path file = PAGES.resolve(link.group(2));
      assertThat(file).exists();
      String member = link.group(1).substring(link.group(1).lastIndexOf('.') + 1);
      assertThat(Files.readString(file)).containsPattern("\\b" + member + "\\b");
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void page_itsExperiment_isThereAndPassed(String page) throws IOException {
    String name = page.replace(".md", "");
    String text = Files.readString(PAGES.resolve(page));

    assertThat(Experiments.all()).extracting(Experiment::name).contains(name);
    assertThat(text).contains("./souk lab run " + name, "PASS " + name + ":");
  }
}
