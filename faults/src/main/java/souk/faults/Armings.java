// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The folder in which points are armed and seen to have fired. A file {@code armed/NAME} holds what
 * is to happen there; the first thread of any process that comes to the point moves it to {@code
 * fired/NAME@INSTANCE@PID-N}, and so exactly one does it. Thread-safe, also among processes.
 */
final class Armings {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(2);

  private final Path armed;
  private final Path fired;
  private final String process;
  private final AtomicInteger taken = new AtomicInteger();

  /**
   * Makes the folders.
   *
   * @param instance the process's name in the shop, which outlives it
   */
  Armings(Path folder, String instance, long pid) {
    this.armed = folder.resolve("armed");
    this.fired = folder.resolve("fired");
    this.process = instance + "@" + pid;
    try {
      Files.createDirectories(armed);
      Files.createDirectories(fired);
    } catch (IOException e) {
      throw new UncheckedIOException("faults: no crash points can be armed", e);
    }
  }

  /** An arming that this thread has taken. */
  record Taken(Action action, Path file) {}

  /** Takes what is armed under that name, if anything is. */
  Optional<Taken> take(String name) {
    Path file = armed.resolve(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Path mine = fired.resolve(name + "@" + process + "-" + taken.incrementAndGet());
    try {
      Files.move(file, mine, StandardCopyOption.ATOMIC_MOVE);
      return Optional.of(new Taken(Action.parse(Files.readString(mine)), mine));
    } catch (NoSuchFileException e) {
      // Another thread was faster.
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("faults: " + name + " can't be taken", e);
    }
  }

  /**
   * Blocks until the taken file is deleted. When nobody does it in 30 seconds it leaves {@code
   * NAME@INSTANCE@PID-N.late} beside it, and goes on.
   */
  static void awaitRelease(Taken taken) {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    try {
      while (Files.exists(taken.file())) {
        if (System.nanoTime() > end) {
          System.err.println("faults: nobody has released " + taken.file());
          Files.writeString(taken.file().resolveSibling(taken.file().getFileName() + ".late"), "");
          return;
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
