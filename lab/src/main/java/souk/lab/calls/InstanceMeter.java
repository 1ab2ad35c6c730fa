// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import souk.lab.part.ShopHome;

/**
 * The meter of an instance that runs with {@code souk.bench.Meter}: the file that both share holds
 * its calls, the nanoseconds that they took, and by how many each is to be longer.
 */
record InstanceMeter(Path file) {
  private static final int TOOK = 8;
  private static final int DELAY = 16;

  static InstanceMeter of(ShopHome home, String instance) {
    return new InstanceMeter(home.faults().resolve(instance + ".meter"));
  }

  long calls() throws IOException {
    return read(0);
  }

  Duration took() throws IOException {
    return Duration.ofNanos(read(TOOK));
  }

  void delay(Duration each) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer number = number();
      number.putLong(0, each.toNanos());
      channel.write(number, DELAY);
    }
  }

  private long read(int at) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer number = number();
      channel.read(number, at);
      return number.getLong(0);
    }
  }

  private static ByteBuffer number() {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
