// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** What Linux holds of a file in memory: cachestat(2), of 6.5 and newer. */
final class PageCache {
  private static final long CACHESTAT = 451;
  private static final int READ_ONLY = 0;

  /** struct cachestat: nr_cache, nr_dirty, nr_writeback, nr_evicted, nr_recently_evicted. */
  private static final long STRUCT_LONGS = 5;

  private static final int DIRTY = 1;
  private static final int BEING_WRITTEN = 2;

  private PageCache() {}

  /** How many pages the disk does not have yet. Skips the test where nobody can tell. */
  static long dirtyPages(Path file) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      int descriptor = (int) open().invokeExact(arena.allocateFrom(file.toString()), READ_ONLY);
      assertThat(descriptor).as("opens " + file).isNotNegative();
      MemorySegment wholeFile = arena.allocate(JAVA_LONG, 2);
      MemorySegment pages = arena.allocate(JAVA_LONG, STRUCT_LONGS);
      long failed =
          (long) syscall().invokeExact(CACHESTAT, (long) descriptor, wholeFile, pages, 0L);
      int unused = (int) close().invokeExact(descriptor);
      assumeTrue(failed == 0, "this system has no cachestat(2)");
      return pages.getAtIndex(JAVA_LONG, DIRTY) + pages.getAtIndex(JAVA_LONG, BEING_WRITTEN);
    }
  }

  private static MethodHandle open() {
    return function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  }

  private static MethodHandle close() {
    return function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }

  private static MethodHandle syscall() {
    return function(
        "syscall",
        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, FunctionDescriptor signature) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature);
  }
}
