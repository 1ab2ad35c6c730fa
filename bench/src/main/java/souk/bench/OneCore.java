// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.bench;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A core that all virtual threads of the process share and that every call holds for a while: who
 * sleeps in a native frame keeps its carrier, and there is only one. To the process this is what a
 * CPU quota is: what has arrived waits to begin. Thread-safe.
 */
public final class OneCore implements ServerInterceptor {
  @SuppressWarnings("restricted")
  private final MethodHandle usleep =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("usleep"),
              FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final int micros;

  /**
   * One that is so long busy with each call.
   *
   * @param each below a second
   */
  public OneCore(Duration each) {
    this.micros = (int) TimeUnit.NANOSECONDS.toMicros(each.toNanos());
  }

  /** Before the first virtual thread: only one of them runs at a time. */
  public static void forAllVirtualThreads() {
    System.setProperty("jdk.virtualThreadScheduler.parallelism", "1");
    System.setProperty("jdk.virtualThreadScheduler.maxPoolSize", "1");
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onHalfClose() {
        hold();
        super.onHalfClose();
      }
    };
  }

  private void hold() {
    try {
      var unused = (int) usleep.invokeExact(micros);
    } catch (Throwable e) {
      throw new IllegalStateException("can't sleep", e);
    }
  }
}
