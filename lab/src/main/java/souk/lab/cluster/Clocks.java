// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;
import souk.lab.part.Trees;
import souk.lab.process.LabException;

/**
 * The clocks of the services' instances, in a shop that runs with the agent of the module faults:
 * it reads a file for each of them, while that is there. The machine's own clock is never touched.
 */
final class Clocks implements AutoCloseable {
  private static final Duration MOST = Duration.ofDays(1);

  private final boolean movable;
  private final Path folder;

  private Clocks(boolean movable, Path folder) {
    this.movable = movable;
    this.folder = folder;
  }

  /** For a shop that is not there yet; its clocks are right. */
  static Clocks of(ShopPlan plan, ShopHome home) throws IOException {
    Path folder = home.faults().resolve("clocks");
    Trees.delete(folder);
    return new Clocks(plan.has(Trait.FAULTS), folder);
  }

  /** Lets an instance's clock be off by so many seconds; 0 for none. */
  void set(Instance instance, int seconds) {
    if (!movable) {
      throw new LabException(
          "this shop's clocks are the machine's, which is not moved: ./souk up --clocks gives each"
              + " instance one of its own");
    }
    if (instance.part().isStore()) {
      throw new LabException(
          instance.name() + " has the machine's clock; those of services can be moved");
    }
    Duration offset = Duration.ofSeconds(seconds);
    if (offset.abs().compareTo(MOST) > 0) {
      throw new LabException("%d s (expected: a day at most)".formatted(seconds));
    }
    Path file = folder.resolve(instance.name());
    try {
      if (offset.isZero()) {
        Files.deleteIfExists(file);
      } else {
        Files.createDirectories(folder);
        Files.writeString(file, offset.toString(), UTF_8);
      }
    } catch (IOException e) {
      throw new LabException("can't tell " + instance.name() + " the time: " + e, e);
    }
    instance.strain().moveClock(offset);
  }

  /** It has left. */
  void forget(Instance instance) {
    try {
      Files.deleteIfExists(folder.resolve(instance.name()));
    } catch (IOException e) {
      System.err.println("souk: the clock of " + instance.name() + " stays as it is: " + e);
    }
  }

  /** What is started later has the right time. */
  @Override
  public void close() {
    try {
      Trees.delete(folder);
    } catch (IOException e) {
      System.err.println("souk: the clocks stay as they are: " + e);
    }
  }
}
