// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

import com.google.type.PostalAddress;
import java.util.Optional;
import java.util.UUID;
import souk.service.LogId;
import souk.service.Money;

/**
 * What a shopper asks for: checked, not yet looked up.
 *
 * @param hash of all of it, keyed; see {@link RequestHash}
 */
record Purchase(
    String cartId,
    UUID requestId,
    CardToken cardToken,
    String email,
    PostalAddress shipTo,
    Optional<Money> expectedTotal,
    RequestHash hash) {
  Purchase {
    requireNonNull(cartId, "cartId");
    requireNonNull(requestId, "requestId");
    requireNonNull(cardToken, "cardToken");
    requireNonNull(email, "email");
    requireNonNull(shipTo, "shipTo");
    requireNonNull(expectedTotal, "expectedTotal");
    requireNonNull(hash, "hash");
  }

  @Override
  public String toString() {
    return "purchase of cart " + LogId.of(cartId);
  }
}
