// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A file of the web shop, as it is and compressed, with its hash as its tag. Immutable. */
final class WebFile {
  private static final int TAG_DIGITS = 20;

  private final MediaType type;
  private final byte[] plain;
  private final byte[] compressed;
  private final String hash;

  WebFile(MediaType type, byte[] plain) {
    this.type = type;
    this.plain = plain.clone();
    byte[] smaller = gzip(plain);
    // A font is compressed already.
    this.compressed = smaller.length < plain.length ? smaller : this.plain;
    this.hash = hash(plain);
  }

  static WebFile of(MediaType type, String text) {
    return new WebFile(type, text.getBytes(UTF_8));
  }

  String text() {
    return new String(plain, UTF_8);
  }

  /** Hexadecimal digits that tell this content from any other. */
  String hash() {
    return hash;
  }

  /** What it takes in memory, in both forms. */
  int bytes() {
    return compressed == plain ? plain.length : plain.length + compressed.length;
  }

  /** The file in the form that the browser takes, or that it has it already. */
  HttpResponse answer(RequestHeaders request, Map<CharSequence, String> headers) {
    boolean isCompressed =
        compressed != plain && request.get(HttpHeaderNames.ACCEPT_ENCODING, "").contains("gzip");
    // The two forms are two representations, and each has its own tag.
    String tag = '"' + hash + (isCompressed ? "-gz" : "") + '"';
    boolean isKnown = request.get(HttpHeaderNames.IF_NONE_MATCH, "").contains(tag);
    ResponseHeadersBuilder answer =
        ResponseHeaders.builder(isKnown ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
            .set(HttpHeaderNames.ETAG, tag)
            .set(HttpHeaderNames.VARY, "accept-encoding");
    headers.forEach(answer::set);
    if (isKnown) {
      return HttpResponse.of(answer.build());
    }
    if (isCompressed) {
      answer.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
    }
    return HttpResponse.of(
        answer.contentType(type).build(), HttpData.wrap(isCompressed ? compressed : plain));
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest).substring(0, TAG_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
