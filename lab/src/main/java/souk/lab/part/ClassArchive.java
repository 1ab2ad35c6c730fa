// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import souk.lab.process.LabException;

/**
 * What a Java process needs at its start, made ready once by a shop that was at work: classes read
 * and checked, those of lambdas too (JEP 310). It takes away almost half the CPU time of a start,
 * and all processes share its memory. It fits one JDK, and class paths that begin with one; the JVM
 * goes on without it when it does not fit.
 */
public final class ClassArchive {
  private static final long MINUTES = 3;

  private ClassArchive() {}

  /** The option with which a process records the classes that it loads, into a file. */
  static List<String> recording(Path record) {
    return List.of("-XX:DumpLoadedClassList=" + record);
  }

  /** The option with which a process of the shop uses it; none when it was not made. */
  static List<String> of(ShopHome home) {
    return Files.exists(home.classArchive())
        ? List.of(
            "-XX:SharedArchiveFile=" + home.classArchive(),
            // What the JVM has to say of one that does not fit is no answer of the program's.
            "-Xlog:disable",
            "-Xlog:all=warning:stderr")
        : List.of();
  }

  /**
   * Makes it for the jars of the last build from what a shop has recorded; blocks for some seconds.
   *
   * @param home of the shop that has recorded, and has ended
   */
  public static void make(ShopHome home) throws IOException, InterruptedException {
    Path made = home.builtClassArchive();
    Path part = made.resolveSibling(made.getFileName() + ".part");
    Path log = made.resolveSibling(made.getFileName() + ".log");
    ProcessBuilder maker =
        new ProcessBuilder(
            Jvm.command(
                List.of(
                    "-Xshare:dump",
                    "-XX:SharedClassListFile=" + home.classList(),
                    "-XX:SharedArchiveFile=" + part,
                    "-cp",
                    Jvm.classPath(home.builtLib()))));
    Process process = maker.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new LabException("the JVM did not come to an end; see " + log);
    }
    if (process.exitValue() != 0 || !Files.exists(part)) {
      throw new LabException("the JVM made no archive; see " + log);
    }
    Files.move(part, made, StandardCopyOption.REPLACE_EXISTING);
  }
}
