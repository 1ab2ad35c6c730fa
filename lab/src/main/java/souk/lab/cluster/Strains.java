// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.util.List;

/**
 * What is taken away from parts of what they need: time to run in, room on a disk, the right time.
 * Until it is given back by hand, or all ends.
 */
final class Strains implements AutoCloseable {
  private final Throttle throttle = new Throttle();
  private final Disks disks;
  private final Clocks clocks;

  Strains(Disks disks, Clocks clocks) {
    this.disks = disks;
    this.clocks = clocks;
  }

  /**
   * Leaves each so many percent of the time, also after another start.
   *
   * @param percent from 1; {@link Throttle#OFF} for all of it
   */
  void throttle(List<Instance> instances, int percent, Progress progress) {
    for (Instance instance : instances) {
      throttle.set(instance, percent);
      String name = instance.name();
      progress.say(
          percent == Throttle.OFF
              ? name + " runs all the time"
              : "%s runs %d %% of the time; ./souk throttle %s off gives it all of it"
                  .formatted(name, percent, name));
    }
  }

  /** Leaves no room on the disks of these, or all that there was. */
  void fill(List<Instance> instances, boolean full, Progress progress) {
    for (Instance instance : instances) {
      disks.fill(instance.name(), full, progress);
      instance.strain().fillDisk(full);
    }
  }

  /** Lets the clocks of these be off by so many seconds, also after another start. */
  void moveClocks(List<Instance> instances, int seconds, Progress progress) {
    for (Instance instance : instances) {
      clocks.set(instance, seconds);
      progress.say("%s: %s".formatted(instance.name(), instance.strain().words()));
    }
  }

  /** Gives one that leaves for good its time back; who comes later by its name is another one. */
  void lift(Instance instance) {
    throttle.set(instance, Throttle.OFF);
    clocks.forget(instance);
  }

  @Override
  public void close() {
    throttle.close();
    disks.close();
    clocks.close();
  }
}
