// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Derives a cart's id from the request that makes it, so that a repeat finds the cart without
 * anything being stored about the request. All instances share the key; who doesn't have it can't
 * lead a request id to a cart. Thread-safe.
 */
final class CartIds {
  /** The name under which the JDK knows HMAC-SHA-256 (RFC 2104). */
  static final String ALGORITHM = "HmacSHA256";

  private static final int ID_BYTES = 16;

  private final SecretKey key;

  CartIds(SecretKey key) {
    this.key = key;
  }

  /** The same request id gives the same cart id, always. */
  CartId of(UUID requestId) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      // The prefix keeps this use of the key apart from others that may come.
      byte[] hash = mac.doFinal(("cart:" + requestId).getBytes(StandardCharsets.US_ASCII));
      return new CartId("crt_" + HexFormat.of().formatHex(hash, 0, ID_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
