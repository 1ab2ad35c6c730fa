// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import souk.lab.process.LabException;
import souk.lab.process.Ports;

/**
 * The ports of what must come back at the same address when it restarts, since others hold its
 * address: the stores and the acquirer. Kept between runs for as long as nobody else takes them:
 * Consul has them in its own records.
 */
final class FixedPorts {
  private static final String METRICS = "metrics.";

  private final Path file;
  private final Properties kept;
  private final Set<Integer> others;
  private final RandomGenerator random;
  // Guarded by this.
  private final Map<String, Integer> ports;

  private FixedPorts(
      Path file,
      Properties kept,
      Set<Integer> others,
      RandomGenerator random,
      Map<String, Integer> ports) {
    this.file = file;
    this.kept = kept;
    this.others = others;
    this.random = random;
    this.ports = ports;
  }

  /**
   * Takes those in the file that are still free, chooses the others, and writes the file.
   *
   * @param others that are free only because whose they are has not started yet
   */
  static FixedPorts reserve(
      Path file, List<String> names, Set<Integer> others, RandomGenerator random) {
    try {
      Properties kept = read(file);
      FixedPorts ports = new FixedPorts(file, kept, Set.copyOf(others), random, new TreeMap<>());
      for (String name : names) {
        ports.add(name);
      }
      ports.write();
      return ports;
    } catch (IOException | NumberFormatException e) {
      throw new LabException("can't keep the ports in " + file + ": " + e.getMessage(), e);
    }
  }

  /** The one that was chosen, as far as any was. */
  static OptionalInt read(Path file, String name) {
    try {
      String port = read(file).getProperty(name);
      return port == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port));
    } catch (IOException | NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /**
   * Where an instance is scraped: the same from run to run, so that whoever scrapes finds it again.
   */
  synchronized int metricsOf(String instance) {
    String name = METRICS + instance;
    Integer known = ports.get(name);
    if (known != null) {
      return known;
    }
    try {
      int port = add(name);
      write();
      return port;
    } catch (IOException | NumberFormatException e) {
      throw new LabException("can't keep the ports in " + file + ": " + e.getMessage(), e);
    }
  }

  private synchronized int add(String name) {
    Set<Integer> taken = new HashSet<>(others);
    taken.addAll(ports.values());
    int before = Integer.parseInt(kept.getProperty(name, "0"));
    boolean usable = before > 0 && !taken.contains(before) && Ports.isFree(before);
    int port = usable ? before : Ports.choose(random, taken);
    ports.put(name, port);
    return port;
  }

  synchronized int of(String name) {
    Integer port = ports.get(name);
    if (port == null) {
      throw new IllegalArgumentException(name + " (expected: one of " + ports.keySet() + ")");
    }
    return port;
  }

  private static Properties read(Path file) throws IOException {
    Properties kept = new Properties();
    if (Files.exists(file)) {
      try (Reader in = Files.newBufferedReader(file, UTF_8)) {
        kept.load(in);
      }
    }
    return kept;
  }

  /** Those of instances that are not there now stay theirs. */
  private synchronized void write() throws IOException {
    Map<String, String> all = new TreeMap<>();
    kept.stringPropertyNames().stream()
        .filter(name -> name.startsWith(METRICS))
        .forEach(name -> all.put(name, kept.getProperty(name)));
    ports.forEach((name, port) -> all.put(name, port.toString()));
    try (Writer out = Files.newBufferedWriter(file, UTF_8)) {
      for (Map.Entry<String, String> port : all.entrySet()) {
        out.write(port.getKey() + "=" + port.getValue() + "\n");
      }
    }
  }
}
