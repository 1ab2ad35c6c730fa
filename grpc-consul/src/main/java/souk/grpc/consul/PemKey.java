// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key from PEM. Consul's own tools write EC keys in the form of SEC 1, which the JDK does
 * not read until it is wrapped in PKCS#8, as is RSA's older form.
 */
final class PemKey {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN (EC |RSA |)PRIVATE KEY-----([^-]*)-----END");
  private static final byte[] VERSION_ZERO = {2, 1, 0};
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  private PemKey() {}

  /**
   * Reads a key.
   *
   * @param publicKey its other half, which says of what kind and on which curve it is
   */
  static PrivateKey parse(String pem, PublicKey publicKey) throws GeneralSecurityException {
    Matcher matcher = KEY.matcher(pem);
    if (!matcher.find()) {
      throw new GeneralSecurityException("no private key, or an encrypted one");
    }
    byte[] key = Base64.getMimeDecoder().decode(matcher.group(2));
    byte[] pkcs8 =
        matcher.group(1).isEmpty()
            ? key
            : der(SEQUENCE, VERSION_ZERO, algorithm(publicKey), der(OCTET_STRING, key));
    return KeyFactory.getInstance(publicKey.getAlgorithm())
        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  /** The algorithm's identifier, which begins an encoded public key (RFC 5280). */
  private static byte[] algorithm(PublicKey publicKey) {
    byte[] encoded = publicKey.getEncoded();
    int start = contentStart(encoded, 0);
    int content = contentStart(encoded, start);
    // Shorter than 128 bytes for every algorithm there is.
    return Arrays.copyOfRange(encoded, start, content + encoded[start + 1]);
  }

  private static int contentStart(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
  }

  private static byte[] der(int tag, byte[]... parts) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >> 8);
      out.write(length);
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
