// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;
import souk.lab.part.SmallDisks;
import souk.lab.part.Trees;
import souk.lab.process.LabException;

/**
 * What the stores keep their data on. In a shop with small disks each store has a file system of
 * its own, in memory and in the supervisor's own namespace, where only this shop's processes see
 * it, and which is gone when they are. To fill it, it is made as small as what is on it: the next
 * block that the store asks for is refused by the system (ENOSPC). Nobody else's disk is touched.
 */
final class Disks implements AutoCloseable {
  private static final int TRIES = 20;

  /** A size of 0 would be no bound at all. */
  private static final long LEAST = 4 << 10;

  private final Map<String, Path> disks;

  private Disks(Map<String, Path> disks) {
    this.disks = disks;
  }

  /** The machine's own disk, which is never filled. */
  static Disks none() {
    return new Disks(Map.of());
  }

  /** Makes them for a shop that is not there yet, if its plan wants them. */
  static Disks of(ShopPlan plan, ShopHome home) throws IOException {
    forgetThoseThatAreGone(home);
    if (!plan.has(Trait.SMALL_DISKS)) {
      return none();
    }
    if (Files.exists(home.data().resolve("postgres"))) {
      throw new LabException(
          "shop '%s' keeps data on your disk, which one with small disks would not know: choose"
                  .formatted(home.shop())
              + " another by --name");
    }
    Map<String, Path> disks = new TreeMap<>();
    for (String store : SmallDisks.stores()) {
      Path disk = Files.createDirectories(home.disk(store));
      SmallDisks.mount(store, disk);
      disks.put(store, disk);
    }
    return new Disks(disks);
  }

  /** Leaves no room on a store's disk, or all that there was. */
  void fill(String store, boolean full, Progress progress) {
    if (disks.isEmpty()) {
      throw new LabException(
          "this shop's stores share your disk, which is not filled: ./souk up --small-disks gives"
              + " each a small one of its own");
    }
    Path disk = disks.get(store);
    if (disk == null) {
      throw new LabException(
          "'%s' has no disk; there is %s".formatted(store, String.join(", ", disks.keySet())));
    }
    if (full) {
      progress.say(
          "the disk of %s is full at %,d kB; ./souk fill %s off makes room"
              .formatted(store, takeRoom(store, disk) >> 10, store));
    } else {
      SmallDisks.resize(disk, SmallDisks.bytes(store));
      progress.say("the disk of " + store + " has room again");
    }
  }

  /** Room for the last things that a store writes. */
  @Override
  public void close() {
    disks.forEach(
        (store, disk) -> {
          try {
            SmallDisks.resize(disk, SmallDisks.bytes(store));
          } catch (LabException e) {
            System.err.println("souk: no room on the disk of " + store + ": " + e.getMessage());
          }
        });
  }

  /**
   * What clients were told, and the mails, are of orders that went with an earlier shop's disks.
   */
  private static void forgetThoseThatAreGone(ShopHome home) throws IOException {
    if (Files.exists(home.disks())) {
      Trees.delete(home.history());
      Trees.delete(home.mails());
      // The last, as it is what tells that there was one.
      Trees.delete(home.disks());
    }
  }

  /** What is on it grows meanwhile, and it can't be made smaller than that. */
  private static long takeRoom(String store, Path disk) {
    for (int i = 1; ; i++) {
      try {
        FileStore space = Files.getFileStore(disk);
        long used = Math.max(LEAST, space.getTotalSpace() - space.getUnallocatedSpace());
        SmallDisks.resize(disk, used);
        return used;
      } catch (IOException e) {
        throw new LabException("can't see how full the disk of " + store + " is: " + e, e);
      } catch (LabException e) {
        if (i == TRIES) {
          throw e;
        }
      }
    }
  }
}
