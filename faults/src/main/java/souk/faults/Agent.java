// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Java agent: {@code -javaagent:faults.jar=FOLDER}. It stops the process when a crash point of
 * its service has no method any more. It also puts the instance's clock into the experiments'
 * hands.
 */
public final class Agent {
  private static final Pattern MAIN_CLASS = Pattern.compile("souk\\.([a-z]+)\\..*");

  private static final String SHOP = "souk/";
  private static final String OWN = "souk/faults/";

  private Agent() {}

  /**
   * Called by the JVM before the service's main.
   *
   * @param folder where points are armed
   */
  public static void premain(String folder, Instrumentation instrumentation) {
    String service = service(System.getProperty("sun.java.command", ""));
    List<Point> points = Points.of(service);
    points.forEach(Agent::requireMethod);
    String instance = System.getenv().getOrDefault("SOUK_INSTANCE", service);
    Hook.install(points, new Armings(Path.of(folder), instance, ProcessHandle.current().pid()));
    Clocks.install(Path.of(folder), instance);
    Map<String, List<Point>> byClass =
        points.stream().collect(Collectors.groupingBy(point -> point.owner().replace('.', '/')));
    instrumentation.addTransformer(new Transformer(byClass));
  }

  /** The service that a command runs: its main is in the package of its name. */
  static String service(String command) {
    Matcher main = MAIN_CLASS.matcher(command);
    if (!main.matches()) {
      throw new IllegalStateException("faults: '" + command + "' is no service of the shop");
    }
    return Objects.requireNonNull(main.group(1));
  }

  /** Throws unless the point's method is on the class path. */
  static void requireMethod(Point point) {
    String file = point.owner().replace('.', '/') + ".class";
    try (InputStream in = ClassLoader.getSystemResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(
            "faults: the crash point %s is in %s, which is not there: see souk.faults.Points"
                .formatted(point.name(), point.owner()));
      }
      var unused = Weaver.methodOf(point, ClassFile.of().parse(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Transformer(Map<String, List<Point>> byClass) implements ClassFileTransformer {
    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        @Nullable String className,
        @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain,
        byte[] classFile) {
      if (className == null || !className.startsWith(SHOP) || className.startsWith(OWN)) {
        return null;
      }
      List<Point> points = byClass.getOrDefault(className, List.of());
      try {
        Optional<byte[]> clocked = ClockWeaver.weave(classFile);
        return points.isEmpty()
            ? clocked.orElse(null)
            : Weaver.weave(clocked.orElse(classFile), points);
      } catch (RuntimeException e) {
        // The JVM would go on with the class as it was, and the point would never be reached.
        System.err.println("faults: " + className + " can't be woven: " + e);
        Runtime.getRuntime().halt(1);
        throw e;
      }
    }
  }
}
