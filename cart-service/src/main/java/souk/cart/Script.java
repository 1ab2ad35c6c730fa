// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A Lua script for Redis.
 *
 * @param source what Redis runs
 * @param sha1 by which Redis knows it once it has seen it
 */
record Script(String source, String sha1) {
  /** Reads scripts from the class path, {@code redis/} beside this class, and joins them. */
  static Script of(String... names) {
    StringBuilder source = new StringBuilder();
    for (String name : names) {
      source.append(read("redis/" + name));
    }
    String joined = source.toString();
    return new Script(joined, Base16.digest(joined.getBytes(StandardCharsets.UTF_8)));
  }

  private static String read(String path) {
    try (InputStream stream = Script.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new IllegalStateException(path + " is not on the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }
}
