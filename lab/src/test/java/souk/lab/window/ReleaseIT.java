// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is built for everyone has no crash points, nor anything else that is there to break it. */
class ReleaseIT {
  private static final Path SHOP = Path.of("target/shop");

  @Test
  void classPathOfTheShop_hasNoTraceOfTheAgent() throws Exception {
    List<String> traces = new ArrayList<>();
    try (Stream<Path> jars = Files.list(SHOP.resolve("lib"))) {
      for (Path jar : jars.toList()) {
        traces.addAll(traces(jar));
      }
    }
    assertThat(traces).isEmpty();
  }

  @Test
  void agent_liesBeside() throws Exception {
    try (JarFile jar = new JarFile(SHOP.resolve("faults.jar").toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Premain-Class"))
          .isEqualTo("souk.faults.Agent");
    }
  }

  @Test
  void faultyMains_lieBesideAndNotInTheClassPath() throws Exception {
    assertThat(SHOP.resolve("faulty.jar")).exists();
    try (Stream<Path> jars = Files.list(SHOP.resolve("lib"))) {
      assertThat(jars.map(jar -> jar.getFileName().toString()))
          .noneMatch(name -> name.startsWith("faulty"));
    }
  }

  /** Entries of the agent's package, and classes of the shop that name it. */
  private static List<String> traces(Path file) throws Exception {
    List<String> traces = new ArrayList<>();
    try (JarFile jar = new JarFile(file.toFile())) {
      for (JarEntry entry :
          jar.stream().filter(each -> each.getName().startsWith("souk/")).toList()) {
        byte[] bytes = jar.getInputStream(entry).readAllBytes();
        if (entry.getName().startsWith("souk/faults/")
            || new String(bytes, ISO_8859_1).contains("souk/faults/")) {
          traces.add(file.getFileName() + " " + entry.getName());
        }
      }
    }
    return traces;
  }
}
