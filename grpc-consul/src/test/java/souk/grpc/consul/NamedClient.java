// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** Calls {@link NamedServer}s, and says which one answered. */
final class NamedClient implements AutoCloseable {
  private final ManagedChannel channel;

  NamedClient(String target) {
    this(target, builder -> builder);
  }

  NamedClient(String target, UnaryOperator<NettyChannelBuilder> options) {
    channel = options.apply(NettyChannelBuilder.forTarget(target).usePlaintext()).build();
  }

  /** One call, of 2 s at most; throws what grpc throws. */
  String call() {
    var headers = new AtomicReference<Metadata>();
    var trailers = new AtomicReference<Metadata>();
    var answer =
        HealthGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, trailers))
            .withDeadlineAfter(2, TimeUnit.SECONDS)
            .check(HealthCheckRequest.getDefaultInstance());
    Objects.requireNonNull(answer);
    return headers.get().get(NamedServer.NAME);
  }

  /** The servers that answered a number of calls. */
  Set<String> calls(int number) {
    var names = new TreeSet<String>();
    for (int i = 0; i < number; i++) {
      names.add(call());
    }
    return names;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
