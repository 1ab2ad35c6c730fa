// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import souk.lab.process.LabException;

/** How the shop's Java processes are started. */
public final class Jvm {
  /**
   * The serial collector costs least at this size. The archives of the JDK stay where they were
   * made for, so that all processes share them; that flag is the big one for memory.
   */
  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:ArchiveRelocationMode=0",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /**
   * The first compiler alone takes 20 % less memory; the second makes hot code faster after minutes
   * that a shop on one machine rarely has.
   */
  static final String SMALL = "-XX:TieredStopAtLevel=1";

  private Jvm() {}

  /** The command that runs a main with this JVM and the jars of a shop. */
  public static List<String> command(
      ShopHome home, int heapMegabytes, String mainClass, String... arguments) {
    List<String> options = new ArrayList<>(ClassArchive.of(home));
    options.addAll(List.of(SMALL, "-cp", classPath(home.lib())));
    List<String> command = command(options, heapMegabytes, mainClass);
    command.addAll(List.of(arguments));
    return command;
  }

  /** The command that runs a main with the class path of the variable {@code CLASSPATH}. */
  static List<String> command(List<String> options, int heapMegabytes, String mainClass) {
    List<String> command = command(options);
    command.add("-Xmx" + heapMegabytes + "m");
    command.add(mainClass);
    return command;
  }

  /** The command that makes a {@link ClassArchive} from what a process has recorded. */
  static List<String> command(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(options);
    return command;
  }

  /**
   * The jars of a folder as a class path, always in the same order: an archive of classes is good
   * for those that begin with just one.
   */
  static String classPath(Path lib) {
    try (Stream<Path> files = Files.list(lib)) {
      return files.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
    } catch (IOException e) {
      throw new LabException("can't read " + lib + ": " + e, e);
    }
  }
}
