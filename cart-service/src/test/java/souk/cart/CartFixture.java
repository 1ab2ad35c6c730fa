// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/** Carts on a test's Redis, and a look into Redis beside them. */
final class CartFixture implements AutoCloseable {
  final Redis redis;
  final Carts carts;
  private final RedisClient observer;
  private final RedisCommands<String, String> commands;

  CartFixture(RedisConfig config) {
    redis = Redis.connect(config);
    carts =
        new Carts(
            new CartIds(new SecretKeySpec(new byte[32], CartIds.ALGORITHM)),
            new CartStore(redis, CartLimits.STANDARD));
    RedisURI uri = config.toRedisUri();
    observer = RedisClient.create(uri);
    commands = observer.connect().sync();
  }

  /** Redis itself. */
  RedisCommands<String, String> commands() {
    return commands;
  }

  CartId newCart() {
    return current(carts.create(UUID.randomUUID())).id();
  }

  void add(CartId cart, String product, int quantity) {
    current(carts.add(cart, new Line(product, quantity), UUID.randomUUID()));
  }

  Cart get(CartId cart) {
    return current(carts.get(cart));
  }

  static String key(CartId cart) {
    return "cart:" + cart.value();
  }

  /** The cart that an answer holds; fails when it holds none. */
  static Cart current(CartAnswer answer) {
    if (answer instanceof CartAnswer.Current(Cart cart)) {
      return cart;
    }
    throw new AssertionError("refused: " + answer);
  }

  @Override
  public void close() {
    observer.close();
    redis.close();
  }
}
