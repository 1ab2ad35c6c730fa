// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import souk.v1.ShopGrpc;

/**
 * Several connections to the shop's one address, behind which several gateways may be: who got no
 * answer by one tries another. Thread-safe.
 */
public final class Doors implements AutoCloseable {
  private final List<ManagedChannel> channels;
  private final AtomicInteger next = new AtomicInteger();

  private Doors(List<ManagedChannel> channels) {
    this.channels = channels;
  }

  /**
   * Connects when first used.
   *
   * @param target the shop's address for native gRPC, host:port
   */
  public static Doors to(String target, int connections) {
    return new Doors(
        Stream.<ManagedChannel>generate(
                () -> NettyChannelBuilder.forTarget(target).usePlaintext().build())
            .limit(connections)
            .toList());
  }

  /** The next connection, all in turn. */
  ShopGrpc.ShopBlockingStub next() {
    int number = Math.floorMod(next.getAndIncrement(), channels.size());
    return ShopGrpc.newBlockingStub(channels.get(number));
  }

  /** Cuts all of them; calls under way end as CANCELLED or UNAVAILABLE. */
  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
