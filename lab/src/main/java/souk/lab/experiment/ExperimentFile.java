// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import souk.lab.process.LabException;

/** An experiment of the user's own: one Java file, compiled as it is run. */
public final class ExperimentFile {
  private static final String SUFFIX = ".java";

  private ExperimentFile() {}

  /** Whether it looks like one, rather than like the name of an experiment. */
  public static boolean isMeant(String argument) {
    return argument.endsWith(SUFFIX);
  }

  /**
   * The experiment in it. Its classes live as long as the process.
   *
   * @param scratch an empty folder for what is compiled
   * @throws LabException when the file can't be read or compiled, or has no experiment, or several
   */
  public static Experiment load(Path file, Path scratch) throws IOException {
    if (!Files.isReadable(file)) {
      throw new LabException("there is no file " + file.toAbsolutePath());
    }
    compile(file, scratch);
    List<Class<? extends Experiment>> found = new ArrayList<>();
    ClassLoader loader = loader(scratch);
    try (Stream<Path> compiled = Files.walk(scratch)) {
      for (Path each : compiled.filter(path -> path.toString().endsWith(".class")).toList()) {
        Class<?> type = type(loader, scratch.relativize(each));
        if (Experiment.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
          found.add(type.asSubclass(Experiment.class));
        }
      }
    }
    if (found.size() != 1) {
      throw new LabException(
          "%s should have one class that implements %s, and has %d"
              .formatted(file, Experiment.class.getName(), found.size()));
    }
    return made(file, found.getFirst());
  }

  private static void compile(Path file, Path scratch) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new LabException("an experiment in a file needs a JDK, and this Java has no compiler");
    }
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    StringWriter said = new StringWriter();
    List<String> options =
        List.of(
            "-d",
            scratch.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "-proc:none",
            "-parameters");
    try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null)) {
      boolean compiled =
          compiler
              .getTask(said, files, found, options, null, files.getJavaFileObjects(file))
              .call();
      if (!compiled) {
        throw new LabException(file + " can't be compiled:\n" + errors(found) + said);
      }
    }
  }

  private static String errors(DiagnosticCollector<JavaFileObject> found) {
    StringBuilder lines = new StringBuilder();
    for (Diagnostic<? extends JavaFileObject> each : found.getDiagnostics()) {
      if (each.getKind() == Diagnostic.Kind.ERROR) {
        lines
            .append("  line ")
            .append(each.getLineNumber())
            .append(": ")
            .append(each.getMessage(Locale.ROOT))
            .append('\n');
      }
    }
    return lines.toString();
  }

  private static ClassLoader loader(Path classes) throws IOException {
    return new URLClassLoader(
        new URL[] {classes.toUri().toURL()}, ExperimentFile.class.getClassLoader());
  }

  private static Class<?> type(ClassLoader loader, Path file) {
    String path = file.toString();
    String name =
        path.substring(0, path.length() - ".class".length())
            .replace(file.getFileSystem().getSeparator(), ".");
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("it was compiled a moment ago", e);
    }
  }

  private static Experiment made(Path file, Class<? extends Experiment> type) {
    try {
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LabException(
          "%s: %s needs a constructor without arguments (%s)".formatted(file, type.getName(), e));
    }
  }
}
