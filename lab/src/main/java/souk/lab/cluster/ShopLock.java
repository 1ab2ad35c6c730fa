// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Held by the one process that may start and end a shop's processes. */
public final class ShopLock {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private ShopLock() {}

  /**
   * Takes it for as long as this process lives, waiting at most so long for who has it; the system
   * frees it when this process ends, in whatever way.
   */
  public static boolean take(Path file, Duration patience)
      throws IOException, InterruptedException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    long end = System.nanoTime() + patience.toNanos();
    while (channel.tryLock() == null) {
      if (System.nanoTime() > end) {
        channel.close();
        return false;
      }
      Thread.sleep(PAUSE);
    }
    return true;
  }
}
