// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import souk.lab.experiment.OwnShop;
import souk.v1.GetProductRequest;
import souk.v1.Product;
import souk.v1.ShopGrpc;

/**
 * Questions that a script asks itself, by several connections in turn, so that every gateway is
 * asked. Thread-safe.
 */
final class Looks implements AutoCloseable {
  static final int CONNECTIONS = 8;
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final List<ManagedChannel> channels;
  private final AtomicInteger next = new AtomicInteger();

  Looks(OwnShop shop) {
    this.channels = Stream.generate(shop::channel).limit(CONNECTIONS).toList();
  }

  /** The next connection, with time enough for an answer. */
  ShopGrpc.ShopBlockingStub shop() {
    int number = Math.floorMod(next.getAndIncrement(), CONNECTIONS);
    return ShopGrpc.newBlockingStub(channels.get(number)).withDeadlineAfter(DEADLINE);
  }

  /** The product as each connection shows it; those that got no answer are missing. */
  List<Product> everywhere(String productId) throws InterruptedException {
    return atOnce(productId, CONNECTIONS);
  }

  /** The product, asked for so many times at the same moment. */
  List<Product> atOnce(String productId, int times) throws InterruptedException {
    List<Future<Product>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < times; i++) {
        asked.add(threads.submit(() -> product(productId)));
      }
    }
    List<Product> answers = new ArrayList<>();
    for (Future<Product> each : asked) {
      try {
        answers.add(each.get());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof StatusRuntimeException)) {
          throw new IllegalStateException(e);
        }
      }
    }
    return answers;
  }

  Product product(String productId) {
    return shop().getProduct(GetProductRequest.newBuilder().setProductId(productId).build());
  }

  /** OK, or the error's code. */
  static String codeOf(Runnable question) {
    try {
      question.run();
      return Status.Code.OK.name();
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode().name();
    }
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }
}
