// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The public gRPC port. Several gateways of a machine share it (SO_REUSEPORT): the kernel spreads
 * the connections, and when one gateway dies new connections go to the others. Thread-safe.
 */
final class GrpcFront implements AutoCloseable {
  static final int MAX_MESSAGE_BYTES = 1024 * 1024;
  static final int MAX_METADATA_BYTES = 8 * 1024;
  static final int MAX_STREAMS = 100;
  private static final Duration MAX_CONNECTION_AGE = Duration.ofMinutes(10);
  private static final Duration MAX_CONNECTION_IDLE = Duration.ofMinutes(5);

  private final Server server;
  private final Duration drainTimeout;

  /**
   * Starts to serve.
   *
   * @param plain served as they are: health and reflection
   * @param outermostLast what stands before the shop, and takes its calls to threads of their own
   * @throws UncheckedIOException when the port can't be had
   */
  GrpcFront(
      InetSocketAddress address,
      BindableService shop,
      List<ServerInterceptor> outermostLast,
      List<BindableService> plain,
      Duration drainTimeout) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .directExecutor()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .maxConcurrentCallsPerConnection(MAX_STREAMS)
            .maxConnectionAge(MAX_CONNECTION_AGE.toSeconds(), TimeUnit.SECONDS)
            .maxConnectionAgeGrace(RequestBudget.STREAM.toSeconds(), TimeUnit.SECONDS)
            .maxConnectionIdle(MAX_CONNECTION_IDLE.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .addService(ServerInterceptors.intercept(shop, outermostLast));
    // The wrong transport's option is ignored silently.
    if (Epoll.isAvailable()) {
      builder.withOption(UnixChannelOption.SO_REUSEPORT, true);
    } else {
      builder.withOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
    }
    plain.forEach(builder::addService);
    this.server = builder.build();
    this.drainTimeout = drainTimeout;
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException("can't listen on " + address, e);
    }
  }

  int port() {
    return server.getPort();
  }

  /** Takes no new calls, waits for those in flight, then ends them. */
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(drainTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
