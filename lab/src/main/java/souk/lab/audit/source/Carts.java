// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.audit.source;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import souk.v1.Cart;
import souk.v1.GetCartRequest;
import souk.v1.ShopGrpc;

/** Carts as the shop shows them to anyone who holds their ids. */
public final class Carts {
  private static final String NAME = "gateway";
  private static final int AT_ONCE = 32;
  private static final int ATTEMPTS = 5;
  private static final long DEADLINE_SECONDS = 5;

  private final String address;

  /**
   * @param address of the shop's gRPC, host:port
   */
  public Carts(String address) {
    this.address = address;
  }

  /**
   * Asks for each, some at a time, and gives them in the order of their ids as they were given;
   * empty for one that is not there.
   *
   * @throws SourceAway when one can't be had
   */
  public void read(List<String> cartIds, BiConsumer<String, Optional<Map<String, Long>>> consumer) {
    if (cartIds.isEmpty()) {
      return;
    }
    ManagedChannel channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ShopGrpc.ShopBlockingStub shop = ShopGrpc.newBlockingStub(channel);
      for (int i = 0; i < cartIds.size(); i += AT_ONCE) {
        List<String> some = cartIds.subList(i, Math.min(i + AT_ONCE, cartIds.size()));
        List<Future<Optional<Map<String, Long>>>> answers = new ArrayList<>();
        some.forEach(id -> answers.add(threads.submit(() -> ask(shop, id))));
        for (int k = 0; k < some.size(); k++) {
          consumer.accept(some.get(k), answers.get(k).get());
        }
      }
    } catch (ExecutionException e) {
      throw new SourceAway(
          NAME, "no carts from " + address + ": " + Status.fromThrowable(e).getCode(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SourceAway(NAME, "interrupted while carts were read", e);
    } finally {
      channel.shutdownNow();
    }
  }

  private static Optional<Map<String, Long>> ask(ShopGrpc.ShopBlockingStub shop, String id) {
    GetCartRequest request = GetCartRequest.newBuilder().setCartId(id).build();
    for (int attempt = 1; ; attempt++) {
      try {
        Cart cart = shop.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).getCart(request);
        Map<String, Long> lines = new HashMap<>();
        cart.getLinesList()
            .forEach(
                line -> lines.merge(line.getProductId(), (long) line.getQuantity(), Long::sum));
        return Optional.of(lines);
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
          return Optional.empty();
        }
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}
