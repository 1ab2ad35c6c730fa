// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server with the health service only, which says in each answer's headers which one it is. */
final class NamedServer implements AutoCloseable {
  static final Metadata.Key<String> NAME =
      Metadata.Key.of("server-name", Metadata.ASCII_STRING_MARSHALLER);

  private final String name;
  private final HealthStatusManager health = new HealthStatusManager();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;

  NamedServer(String name) throws IOException {
    this.name = name;
    var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server =
        NettyServerBuilder.forAddress(loopback)
            .executor(threads)
            .intercept(new NameInHeaders())
            .addService(health.getHealthService())
            .build()
            .start();
  }

  /** This server as an instance of a service, by its name. */
  ServiceInstance instanceOf(String service) {
    return ServiceInstance.of(service, name, "127.0.0.1", server.getPort());
  }

  void setHealthy(boolean healthy) {
    health.setStatus("", healthy ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  @Override
  public void close() {
    server.shutdownNow();
    threads.close();
  }

  private final class NameInHeaders implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return next.startCall(
          new SimpleForwardingServerCall<Q, A>(call) {
            @Override
            public void sendHeaders(Metadata answerHeaders) {
              answerHeaders.put(NAME, name);
              super.sendHeaders(answerHeaders);
            }
          },
          headers);
    }
  }
}
