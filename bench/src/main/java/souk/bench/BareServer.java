// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.bench;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** Serves over plain grpc-java on loopback, for as long as its standard input is open. */
public final class BareServer {
  private BareServer() {}

  /** Serves, on virtual threads as the shop does, until whoever started it lets it go. */
  public static void run(int port, BindableService service) throws IOException {
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .maxConcurrentCallsPerConnection(Integer.MAX_VALUE)
            .addService(service)
            .build()
            .start();
    System.in.transferTo(OutputStream.nullOutputStream());
    server.shutdownNow();
    System.exit(0);
  }

  /** A channel to such a server: one connection, no retries, no deadline. */
  public static ManagedChannel channelTo(int port) {
    return NettyChannelBuilder.forAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .usePlaintext()
        .disableRetry()
        .executor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }
}
