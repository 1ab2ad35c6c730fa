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
 * and linked (JEP 483). It takes away almost half the CPU time of a start, and all processes share
 * its memory. It fits one JDK and one class path; the JVM goes on without it when it does not fit.
 */
public final class AotCache {
  private static final long MINUTES = 3;

  private AotCache() {}

  /**
   * The option with which a process records what it does, into a file that it writes at its end.
   */
  static List<String> recording(Path record) {
    return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + record);
  }

  /** The option with which a process uses it. */
  static String use(Path cache) {
    return "-XX:AOTCache=" + cache;
  }

  /**
   * Makes it for the jars of the last build from what a shop has recorded; blocks for some seconds.
   *
   * @param home of the shop that has recorded, and has ended
   */
  public static void make(ShopHome home) throws IOException, InterruptedException {
    Path made = home.builtAotCache();
    Path part = made.resolveSibling(made.getFileName() + ".part");
    Path log = made.resolveSibling(made.getFileName() + ".log");
    ProcessBuilder maker =
        new ProcessBuilder(
            Jvm.command(
                List.of(
                    "-XX:AOTMode=create",
                    "-XX:AOTConfiguration=" + home.aotRecord(),
                    "-XX:AOTCache=" + part,
                    // Else each service loads the classes of all others, too.
                    "-XX:-AOTClassLinking",
                    "-cp",
                    Jvm.classPath(home.builtLib()))));
    Process process = maker.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new LabException("the JVM did not come to an end; see " + log);
    }
    if (process.exitValue() != 0 || !Files.exists(part)) {
      throw new LabException("the JVM made no cache; see " + log);
    }
    Files.move(part, made, StandardCopyOption.REPLACE_EXISTING);
  }
}
