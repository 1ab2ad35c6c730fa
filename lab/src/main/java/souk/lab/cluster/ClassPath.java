// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import souk.lab.part.ShopHome;
import souk.lab.process.LabException;

/**
 * The jars of one run of a shop: links to what was built, so that a build made while the shop runs,
 * which deletes and writes them anew, changes nothing under the running processes, and instances
 * restarted later are of the same build.
 */
public final class ClassPath {
  private ClassPath() {}

  /** Gives the shop the jars of the last build; only while it does not run. */
  public static void link(ShopHome home) {
    try {
      clear(home.lib());
      Files.createDirectories(home.lib());
      linkAll(list(home.builtLib()), home.lib());
      Files.deleteIfExists(home.classArchive());
      if (Files.exists(home.builtClassArchive())) {
        link(home.builtClassArchive(), home.classArchive());
      }
    } catch (IOException e) {
      throw new LabException("can't put the shop's jars into " + home.lib() + ": " + e, e);
    }
  }

  /** Gives the shop also the jars that lie beside those, for experiments. */
  public static void linkExtras(ShopHome home) {
    try {
      clear(home.extras());
      Files.createDirectories(home.extras());
      List<Path> beside = list(requireNonNull(home.builtLib().getParent(), "parent"));
      linkAll(
          beside.stream().filter(file -> file.toString().endsWith(".jar")).toList(), home.extras());
    } catch (IOException e) {
      throw new LabException("can't put the shop's jars into " + home.extras() + ": " + e, e);
    }
  }

  private static void linkAll(List<Path> jars, Path folder) throws IOException {
    for (Path jar : jars) {
      link(jar, folder.resolve(jar.getFileName()));
    }
  }

  private static void link(Path jar, Path to) throws IOException {
    try {
      Files.createLink(to, jar);
    } catch (FileSystemException | UnsupportedOperationException e) {
      // Another file system, or one without links.
      Files.copy(jar, to, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private static void clear(Path folder) throws IOException {
    if (Files.exists(folder)) {
      for (Path jar : list(folder)) {
        Files.delete(jar);
      }
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
