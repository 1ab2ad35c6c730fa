// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import souk.catalog.Page.Position;

/**
 * A {@link Position} as text for a caller to hand back, bound to the list that it is a place in.
 *
 * <p>URL-safe Base64 of a digest and the position. The digest covers the position and what was
 * asked for, so a token of another list, or one that was changed on the way, is not taken for a
 * place. It is no signature: who computes one only gets a page that they could have had anyway, and
 * {@link SortKey} keeps what is in it fit for the database.
 */
final class PageToken {
  /** More than the longest name and id come to. */
  static final int MAX_LENGTH = 1_000;

  private static final int DIGEST_BYTES = 12;
  private static final char SEPARATOR = '\n';

  private PageToken() {}

  /**
   * The token of a position.
   *
   * @param list what tells this list from others: the method and the fields that select and sort
   */
  static String of(Position position, List<String> list) {
    byte[] payload = (position.key() + SEPARATOR + position.id()).getBytes(UTF_8);
    byte[] digest = digest(payload, list);
    byte[] token = Arrays.copyOf(digest, DIGEST_BYTES + payload.length);
    System.arraycopy(payload, 0, token, DIGEST_BYTES, payload.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** The position that a token of the same list says; empty for anything else. */
  static Optional<Position> read(String token, SortKey sortKey, List<String> list) {
    if (token.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    if (bytes.length < DIGEST_BYTES) {
      return Optional.empty();
    }
    byte[] payload = Arrays.copyOfRange(bytes, DIGEST_BYTES, bytes.length);
    return parse(payload, sortKey)
        // Equal only if the digest is right, and the Base64 is in the one form that of() writes.
        .filter(position -> of(position, list).equals(token));
  }

  private static Optional<Position> parse(byte[] payload, SortKey sortKey) {
    String text;
    try {
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
    // The last one: an id has none.
    int separator = text.lastIndexOf(SEPARATOR);
    if (separator < 0) {
      return Optional.empty();
    }
    String key = text.substring(0, separator);
    String id = text.substring(separator + 1);
    return sortKey.accepts(key) && Product.ID.matcher(id).matches()
        ? Optional.of(new Position(key, id))
        : Optional.empty();
  }

  private static byte[] digest(byte[] payload, List<String> list) {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    for (String part : list) {
      byte[] bytes = part.getBytes(UTF_8);
      sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
      sha256.update(bytes);
    }
    return sha256.digest(payload);
  }
}
