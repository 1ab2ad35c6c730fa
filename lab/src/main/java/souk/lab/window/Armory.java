// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Arms crash points of a shop's processes, and sees which have fired: files in the shop's folder,
 * as the agent of the module faults reads and moves them. Thread-safe.
 */
public final class Armory {
  private static final Duration PAUSE = Duration.ofMillis(3);
  private static final String LATE = ".late";

  private final Path armed;
  private final Path fired;
  private final Set<Path> seen = ConcurrentHashMap.newKeySet();

  public Armory(Path folder) throws IOException {
    this.armed = Files.createDirectories(folder.resolve("armed"));
    this.fired = Files.createDirectories(folder.resolve("fired"));
  }

  /** A point that has fired, in which process of which instance. */
  public record Fired(String point, String instance, long pid, Path file) {
    private static Fired of(Path file) {
      String name = file.getFileName().toString();
      String[] parts = name.split("@", 3);
      String pid = parts[2].substring(0, parts[2].indexOf('-'));
      return new Fired(parts[0], parts[1], Long.parseLong(pid), file);
    }
  }

  /** Makes the first thread that comes to the point do this. */
  public void arm(String point, String action) throws IOException {
    // Seen whole or not at all.
    Path file = Files.writeString(armed.resolveSibling("arming"), action, UTF_8);
    Files.move(file, armed.resolve(point), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Waits until the point has fired, each time anew; empty when it has not in that time. */
  public Optional<Fired> awaitFired(String point, Duration patience)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<Fired> found =
          list(fired).stream()
              .filter(file -> isOf(point, file) && seen.add(file))
              .map(Fired::of)
              .findFirst();
      if (found.isPresent() || System.nanoTime() > end) {
        return found;
      }
      Thread.sleep(PAUSE);
    }
  }

  /** Lets a thread go on that waits at a point; does nothing when it has gone on. */
  void release(Fired waiting) throws IOException {
    Files.deleteIfExists(waiting.file());
  }

  /** Forgets all that is armed and has fired, and gives what nobody came to, or waited too long. */
  List<String> clear() throws IOException {
    List<String> left = list(armed).stream().map(file -> file.getFileName().toString()).toList();
    List<String> late =
        list(fired).stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(LATE))
            .toList();
    for (Path each : Stream.concat(list(armed).stream(), list(fired).stream()).toList()) {
      Files.deleteIfExists(each);
    }
    return Stream.concat(left.stream(), late.stream()).toList();
  }

  private static boolean isOf(String point, Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(point + "@") && !name.endsWith(LATE);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
