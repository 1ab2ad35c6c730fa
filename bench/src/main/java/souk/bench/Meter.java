// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.bench;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * Counts the calls that one server gets and how long they take, and makes it slower when it is told
 * to; both by a file of three numbers of 8 bytes, little-endian, that it shares with whoever looks
 * on: calls, nanoseconds in all, nanoseconds by which each call is to be longer. Thread-safe.
 */
public final class Meter implements ServerInterceptor {
  private static final VarHandle NUMBERS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int CALLS = 0;
  private static final int TOOK = 8;
  private static final int DELAY = 16;
  private static final int BYTES = 24;

  private final ByteBuffer file;

  private Meter(ByteBuffer file) {
    this.file = file;
  }

  /** Makes the file, or goes on counting in the one that is there. */
  public static Meter in(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Meter(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES));
    }
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    NUMBERS.getAndAdd(file, CALLS, 1L);
    long begun = System.nanoTime();
    ServerCall<Q, A> timed =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            NUMBERS.getAndAdd(file, TOOK, System.nanoTime() - begun);
            super.close(status, trailers);
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(timed, headers)) {
      @Override
      public void onHalfClose() {
        delay();
        super.onHalfClose();
      }
    };
  }

  private void delay() {
    long nanos = (long) NUMBERS.getVolatile(file, DELAY);
    if (nanos == 0) {
      return;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
