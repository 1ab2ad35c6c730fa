// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import com.google.type.PostalAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import souk.v1.CheckoutRequest;

/**
 * Tells whether two requests with the same id ask for the same. Keyed, so that nobody who reads the
 * database can find a card token or an address by trying. Immutable.
 */
final class RequestHash {
  private final byte[] bytes;

  private RequestHash(byte[] bytes) {
    this.bytes = bytes;
  }

  static RequestHash stored(byte[] bytes) {
    return new RequestHash(bytes.clone());
  }

  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RequestHash hash && MessageDigest.isEqual(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Makes hashes with a key that all instances share, and shows it nowhere. Thread-safe. */
  static final class Key {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    Key(byte[] secret) {
      this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** Of a checked request; field by field, since protobuf promises no stable bytes. */
    RequestHash of(CheckoutRequest request) {
      Mac mac = newMac();
      PostalAddress address = request.getShipTo();
      add(mac, request.getCartId());
      add(mac, request.getCardToken());
      add(mac, request.getEmail());
      add(mac, request.hasExpectedTotal() ? request.getExpectedTotal().getCurrencyCode() : "");
      add(mac, Long.toString(request.getExpectedTotal().getUnits()));
      add(mac, Integer.toString(request.getExpectedTotal().getNanos()));
      add(mac, address.getRegionCode());
      add(mac, address.getLanguageCode());
      add(mac, address.getPostalCode());
      add(mac, address.getSortingCode());
      add(mac, address.getAdministrativeArea());
      add(mac, address.getLocality());
      add(mac, address.getSublocality());
      add(mac, address.getOrganization());
      addAll(mac, address.getAddressLinesList());
      addAll(mac, address.getRecipientsList());
      return new RequestHash(mac.doFinal());
    }

    /** Of any other text, which nobody is to find by trying. */
    byte[] ofText(String text) {
      Mac mac = newMac();
      add(mac, text);
      return mac.doFinal();
    }

    @Override
    public String toString() {
      return "(secret)";
    }

    private Mac newMac() {
      try {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(key);
        return mac;
      } catch (NoSuchAlgorithmException | InvalidKeyException e) {
        throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
      }
    }

    private static void addAll(Mac mac, List<String> texts) {
      add(mac, Integer.toString(texts.size()));
      texts.forEach(text -> add(mac, text));
    }

    /** With its length, so that no text can run into the next. */
    private static void add(Mac mac, String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
      mac.update(utf8);
    }
  }
}
