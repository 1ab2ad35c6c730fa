// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A proxy for gRPC that delivers each request twice, both at once, as a network that repeats itself
 * does. The caller hears the first one's answer; the other one's is dropped. Streams that last,
 * which have much time or no deadline, are passed on once. Thread-safe.
 */
final class Doubler implements AutoCloseable {
  /** Who has more time than that asks for a stream. */
  private static final long MOST_SECONDS = 30;

  /** As the shop's servers permit it: their callers ask whether a silent connection lives. */
  private static final long KEEP_ALIVE_SECONDS = 10;

  private final Server server;
  private final ManagedChannel callee;
  private final Traffic traffic;

  private Doubler(InetSocketAddress address, Traffic traffic) throws IOException {
    this.traffic = traffic;
    this.callee =
        NettyChannelBuilder.forAddress(address)
            .usePlaintext()
            .directExecutor()
            .disableRetry()
            .build();
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .permitKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .fallbackHandlerRegistry(new EveryMethod())
            .build()
            .start();
  }

  /** Opens one, on a port of its own. */
  static Doubler before(InetSocketAddress callee, Traffic traffic) throws IOException {
    return new Doubler(callee, traffic);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
  }

  @Override
  public void close() {
    server.shutdownNow();
    callee.shutdownNow();
  }

  /** What messages say does not matter here. */
  private static final class AsItIs implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final class EveryMethod extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<byte[], byte[]> lookupMethod(
        String name, @Nullable String authority) {
      MethodDescriptor<byte[], byte[]> method =
          MethodDescriptor.newBuilder(new AsItIs(), new AsItIs())
              .setFullMethodName(name)
              .setType(MethodDescriptor.MethodType.UNKNOWN)
              .build();
      return ServerMethodDefinition.create(method, new Handler());
    }
  }

  private final class Handler implements ServerCallHandler<byte[], byte[]> {
    @Override
    public ServerCall.Listener<byte[]> startCall(
        ServerCall<byte[], byte[]> call, Metadata headers) {
      Deadline deadline = Context.current().getDeadline();
      Metadata again = new Metadata();
      again.merge(headers);
      ClientCall<byte[], byte[]> first = newCall(call, deadline);
      first.start(new Answers(call, first), headers);
      first.request(1);
      call.request(1);
      return new ServerCall.Listener<>() {
        private byte @Nullable [] request;
        private int messages;

        @Override
        public void onMessage(byte[] message) {
          request = message;
          messages++;
          first.sendMessage(message);
          call.request(1);
        }

        @Override
        public void onHalfClose() {
          first.halfClose();
          if (request != null && messages == 1 && isSoon(deadline)) {
            repeat(newCall(call, deadline), again, request);
          }
        }

        @Override
        public void onCancel() {
          first.cancel("the caller has gone", null);
        }
      };
    }

    private static boolean isSoon(@Nullable Deadline deadline) {
      return deadline != null && deadline.timeRemaining(TimeUnit.SECONDS) < MOST_SECONDS;
    }

    /** Not in the caller's context: that what it asked for is there twice, it can't undo. */
    private ClientCall<byte[], byte[]> newCall(
        ServerCall<byte[], byte[]> call, @Nullable Deadline deadline) {
      CallOptions options = CallOptions.DEFAULT.withDeadline(deadline);
      Context before = Context.ROOT.attach();
      try {
        return callee.newCall(call.getMethodDescriptor(), options);
      } finally {
        Context.ROOT.detach(before);
      }
    }

    private void repeat(ClientCall<byte[], byte[]> call, Metadata headers, byte[] request) {
      call.start(new ClientCall.Listener<>() {}, headers);
      call.request(Integer.MAX_VALUE);
      call.sendMessage(request);
      call.halfClose();
      traffic.repeated();
    }
  }

  /** Passes the callee's answers on, one after the other. */
  private static final class Answers extends ClientCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> caller;
    private final ClientCall<byte[], byte[]> callee;

    private Answers(ServerCall<byte[], byte[]> caller, ClientCall<byte[], byte[]> callee) {
      this.caller = caller;
      this.callee = callee;
    }

    @Override
    public void onHeaders(Metadata headers) {
      caller.sendHeaders(headers);
    }

    @Override
    public void onMessage(byte[] message) {
      caller.sendMessage(message);
      callee.request(1);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      caller.close(status, trailers);
    }
  }
}
