// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.process.LabException;

/** What a user's own file may be. */
class ExperimentFileTest {
  @TempDir private Path folder;

  private Experiment load(Path file) throws IOException {
    return ExperimentFile.load(file, Files.createDirectory(folder.resolve("compiled")));
  }

  private Path file(String code) throws IOException {
    return Files.writeString(folder.resolve("Mine.java"), code);
  }

  @Test
  void theExampleOfTheDocs_isAnExperiment() throws Exception {
    Experiment experiment = load(Path.of("../docs/examples/StoppedStock.java"));

    assertThat(experiment.name()).isEqualTo("stopped-stock");
    assertThat(experiment.idea()).isEqualTo(Idea.NO_CASCADE);
  }

  @Test
  void doesNotCompile_saysWhereAndWhy() throws Exception {
    Path file = file("class Mine {\n  int nothing() { }\n}\n");

    assertThatThrownBy(() -> load(file))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("Mine.java can't be compiled")
        .hasMessageContaining("line 2: missing return statement");
  }

  @Test
  void isNoExperiment_saysWhatItShouldBe() throws Exception {
    Path file = file("class Mine {}\n");

    assertThatThrownBy(() -> load(file))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("implements souk.lab.experiment.Experiment, and has 0");
  }

  @Test
  void hasNoPlainConstructor_saysSo() throws Exception {
    Path file =
        file(
            """
            import souk.lab.experiment.*;
            record Mine(String name, String summary, Idea idea, Times times) implements Experiment {
              public Verdict run(Run run) { return Verdict.fail("never"); }
            }
            """);

    assertThatThrownBy(() -> load(file))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("needs a constructor without arguments");
  }

  @Test
  void isNotThere_saysWhereItWasSought() {
    assertThatThrownBy(() -> load(folder.resolve("Gone.java")))
        .isInstanceOf(LabException.class)
        .hasMessage("there is no file " + folder.resolve("Gone.java"));
  }
}
