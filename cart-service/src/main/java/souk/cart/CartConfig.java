// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import souk.service.Settings;

/**
 * What the cart service is told.
 *
 * @param cartIdKey of which cart ids are made; the same for all instances and for ever, since
 *     another one gives a repeated CreateCart another cart
 */
record CartConfig(RedisConfig redis, SecretKey cartIdKey) {
  private static final int MIN_KEY_BYTES = 32;

  /** Reads {@code SOUK_CART_ID_SECRET} (Base64) and Redis' settings. */
  static CartConfig from(Settings settings) {
    byte[] secret = settings.secretBytes("SOUK_CART_ID_SECRET", MIN_KEY_BYTES);
    return new CartConfig(RedisConfig.from(settings), new SecretKeySpec(secret, CartIds.ALGORITHM));
  }

  @Override
  public String toString() {
    return "carts at " + redis;
  }
}
