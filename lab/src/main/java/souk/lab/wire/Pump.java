// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: one thread reads, another delivers when it is time, in order. What
 * waits is bounded, as a socket's buffer is.
 */
final class Pump {
  private static final int CHUNK_BYTES = 16 * 1024;
  private static final int MOST_WAITING = 256;
  private static final Duration WHILE_HELD = Duration.ofMillis(5);

  private final InputStream in;
  private final OutputStream out;
  private final Supplier<Weather> weather;
  private final Predicate<Weather> isHeld;
  private final RandomGenerator random;
  private final BlockingQueue<Chunk> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

  /** Bytes, and when they are due on the other side; null for the end. */
  private record Chunk(@Nullable ByteString bytes, long due) {}

  /** Is told what was read; the connection is reset when it is not to be delivered. */
  @FunctionalInterface
  interface Reader {
    boolean isToBeDelivered(byte[] bytes, int length);
  }

  /**
   * @param isHeld whether that weather keeps this direction back
   */
  Pump(
      InputStream in,
      OutputStream out,
      Supplier<Weather> weather,
      Predicate<Weather> isHeld,
      RandomGenerator random) {
    this.in = in;
    this.out = out;
    this.weather = weather;
    this.isHeld = isHeld;
    this.random = random;
  }

  /** Reads until the end. */
  void read(Reader reader) throws IOException, InterruptedException {
    byte[] buffer = new byte[CHUNK_BYTES];
    long last = System.nanoTime();
    while (true) {
      int length = in.read(buffer);
      if (length < 0) {
        waiting.put(new Chunk(null, last));
        return;
      }
      if (!reader.isToBeDelivered(buffer, length)) {
        throw new IOException("lost");
      }
      last = Math.max(last, System.nanoTime() + delayNanos());
      waiting.put(new Chunk(ByteString.copyFrom(buffer, 0, length), last));
    }
  }

  /** Delivers until the end. */
  void deliver() throws IOException, InterruptedException {
    while (true) {
      Chunk chunk = waiting.take();
      TimeUnit.NANOSECONDS.sleep(chunk.due() - System.nanoTime());
      while (isHeld.test(weather.get())) {
        TimeUnit.NANOSECONDS.sleep(WHILE_HELD.toNanos());
      }
      ByteString bytes = chunk.bytes();
      if (bytes == null) {
        return;
      }
      bytes.writeTo(out);
      out.flush();
    }
  }

  private long delayNanos() {
    Weather now = weather.get();
    long jitter = now.jitter().toNanos();
    long swing = jitter == 0 ? 0 : random.nextLong(-jitter, jitter + 1);
    return now.delay().toNanos() + swing;
  }
}
