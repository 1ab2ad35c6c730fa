// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the shop's Java processes are started. */
public final class Jvm {
  /**
   * The serial collector costs least at this size. The first compiler alone halves the CPU time of
   * a start and takes 20 % less memory; the second would make hot code faster after minutes that a
   * shop on one machine rarely has. The archives of the JDK stay where they were made for, so that
   * all processes share them; that flag is the big one for memory.
   */
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /**
   * Both compilers after all: after minutes of load an order costs less CPU and takes half the
   * time, and the shop half again the memory.
   */
  static final String OPTIMIZED = "-XX:TieredStopAtLevel=4";

  private Jvm() {}

  /** The command that runs a main with this JVM and the jars of one folder. */
  public static List<String> command(
      Path lib, int heapMegabytes, String mainClass, String... arguments) {
    return command(List.of(), List.of(lib.resolve("*")), heapMegabytes, mainClass, arguments);
  }

  /**
   * The same with more options of the JVM, and another class path.
   *
   * @param classPath jars, or a folder's {@code *} for all jars in it
   */
  static List<String> command(
      List<String> options,
      List<Path> classPath,
      int heapMegabytes,
      String mainClass,
      String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(options);
    command.add("-Xmx" + heapMegabytes + "m");
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList()));
    command.add(mainClass);
    command.addAll(List.of(arguments));
    return command;
  }
}
