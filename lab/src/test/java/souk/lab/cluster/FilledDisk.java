// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;

/** A process with small disks, one of which is filled and given room again. */
final class FilledDisk {
  private FilledDisk() {}

  public static void main(String[] arguments) throws IOException {
    ShopHome home = ShopHome.of(Path.of(arguments[0]), "shop", Map.of()).create();
    try (Disks disks = Disks.of(ShopPlan.plain().with(Trait.SMALL_DISKS), home)) {
      disks.fill("redis", true, line -> {});
      System.out.println("empty and full: " + write(home, "redis"));
      disks.fill("redis", false, line -> {});
      System.out.println("at first: " + write(home, "redis"));
      disks.fill("redis", true, line -> {});
      System.out.println("filled: " + write(home, "redis"));
      System.out.println("another: " + write(home, "postgres"));
      disks.fill("redis", false, line -> {});
      System.out.println("room again: " + write(home, "redis"));
    }
  }

  private static String write(ShopHome home, String store) {
    try {
      Files.write(Files.createTempFile(home.disk(store), "some", ""), new byte[100_000]);
      return "written";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
