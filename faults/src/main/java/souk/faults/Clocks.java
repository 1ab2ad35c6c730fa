// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * The machine's clock as an instance sees it: off by what the file {@code clocks/INSTANCE} says, a
 * {@link Duration} such as {@code PT-20M}, from within a moment after it was written. Without the
 * file it is right. Thread-safe.
 */
public final class Clocks {
  private static final long LOOK_EACH_NANOS = 50_000_000;

  private static volatile @Nullable Clocks installed;

  private final Path file;
  private volatile Duration offset = Duration.ZERO;
  private volatile long lookedAt;

  private Clocks(Path file) {
    this.file = file;
    this.offset = read();
    this.lookedAt = System.nanoTime();
  }

  static void install(Path folder, String instance) {
    installed = new Clocks(folder.resolve("clocks").resolve(instance));
  }

  /** Called by woven classes in place of {@link InstantSource#system}. */
  public static InstantSource system() {
    return new Skewed(ZoneOffset.UTC);
  }

  /** Called by woven classes in place of {@link Clock#systemUTC}. */
  public static Clock systemUTC() {
    return new Skewed(ZoneOffset.UTC);
  }

  private static final class Skewed extends Clock {
    private final ZoneId zone;

    private Skewed(ZoneId zone) {
      this.zone = zone;
    }

    @Override
    public ZoneId getZone() {
      return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
      return new Skewed(other);
    }

    @Override
    public Instant instant() {
      Clocks clocks = installed;
      Instant now = InstantSource.system().instant();
      return clocks == null ? now : now.plus(clocks.offset());
    }
  }

  private Duration offset() {
    long now = System.nanoTime();
    if (now - lookedAt > LOOK_EACH_NANOS) {
      lookedAt = now;
      offset = read();
    }
    return offset;
  }

  private Duration read() {
    try {
      return Duration.parse(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      return Duration.ZERO;
    } catch (IOException | DateTimeException e) {
      System.err.println("faults: the clock stays as it is: " + e);
      return offset;
    }
  }
}
