// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of keys beside that of Consul's own tools. */
class PemKeyTest {
  // Of a PKCS#8 key of 2,048 bits, before what the older form has.
  private static final int PKCS8_HEADER = 26;

  @Test
  void parse_rsaInBothForms_isTheKey() throws Exception {
    KeyPair pair = pair("RSA", 2_048);
    byte[] pkcs8 = pair.getPrivate().getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, PKCS8_HEADER, pkcs8.length);

    assertThat(PemKey.parse(pem("PRIVATE KEY", pkcs8), pair.getPublic()))
        .isEqualTo(pair.getPrivate());
    assertThat(PemKey.parse(pem("RSA PRIVATE KEY", pkcs1), pair.getPublic()))
        .isEqualTo(pair.getPrivate());
  }

  @Test
  void parse_ecAfterItsParameters_isTheKey() throws Exception {
    KeyPair pair = pair("EC", 256);
    String text =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
            + pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    assertThat(PemKey.parse(text, pair.getPublic())).isEqualTo(pair.getPrivate());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ENCRYPTED PRIVATE KEY", "CERTIFICATE"})
  void parse_somethingElse_isRefused(String what) throws Exception {
    KeyPair pair = pair("EC", 256);
    String text = pem(what, pair.getPrivate().getEncoded());
    assertThatThrownBy(() -> PemKey.parse(text, pair.getPublic()))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessage("no private key, or an encrypted one");
  }

  private static KeyPair pair(String algorithm, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  private static String pem(String what, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(content), what);
  }
}
