// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.faults;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * Sends signals by the system's own {@code raise}: unlike with a program that would have to be
 * started first, this process does nothing in between.
 */
final class Signals {
  private static final boolean IS_MAC = System.getProperty("os.name").startsWith("Mac");
  private static final MethodHandle RAISE =
      function("raise", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  /** The signals; their numbers are not the same everywhere. */
  enum Kind {
    KILL(9),
    STOP(IS_MAC ? 17 : 19);

    private final int number;

    Kind(int number) {
      this.number = number;
    }
  }

  private Signals() {}

  /**
   * To this process. When it goes on after STOP, this returns; after KILL it never does. The signal
   * is this thread's: one to the process would be taken by whatever thread the system chooses, and
   * until that one runs, this one would go on.
   */
  static void toItself(Kind kind) {
    try {
      int failed = (int) RAISE.invokeExact(kind.number);
      if (failed != 0) {
        throw new IllegalStateException("raise: " + failed);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("no signal can be sent", e);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }
}
