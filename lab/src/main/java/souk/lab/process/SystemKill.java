// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/**
 * The system's own kill(2): a program of that name costs some milliseconds each time, too much for
 * who sends twenty signals a second.
 */
final class SystemKill {
  private static final boolean MACOS = System.getProperty("os.name").startsWith("Mac");
  private static final MethodHandle KILL = find();

  private SystemKill() {}

  /** Does nothing when there is no such process, or it is somebody else's. */
  static void send(long pid, Signal signal) {
    try {
      int unused = (int) KILL.invokeExact(Math.toIntExact(pid), number(signal));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new LabException("can't send " + signal + " to " + pid + ": " + e, e);
    }
  }

  private static int number(Signal signal) {
    return switch (signal) {
      case INT -> 2;
      case QUIT -> 3;
      case KILL -> 9;
      case TERM -> 15;
      case STOP -> MACOS ? 17 : 19;
      case CONT -> MACOS ? 19 : 18;
    };
  }

  @SuppressWarnings("restricted")
  private static MethodHandle find() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("kill"),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  }
}
