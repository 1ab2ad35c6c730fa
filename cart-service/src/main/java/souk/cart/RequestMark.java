// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * What a cart remembers of a request.
 *
 * @param id the method and the request id: the same id in another method is another request
 * @param content a hash of what was asked for, to tell a repeat from a reused id
 */
record RequestMark(String id, String content) {
  static RequestMark of(String method, UUID requestId, String... fields) {
    // No field holds a line break: product ids and numbers don't.
    String content = method + '\n' + String.join("\n", fields);
    return new RequestMark(method + ':' + requestId, hash(content));
  }

  /** 128 bits of SHA-256, in hex. */
  static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
