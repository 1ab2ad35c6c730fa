// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import com.google.type.PostalAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import souk.order.mail.EmailAddress;
import souk.service.Money;
import souk.service.Refusal;
import souk.service.RequestChecks;
import souk.v1.CheckoutRequest;

/** Checks what a shopper asks for, to the letter of the contract. Thread-safe. */
final class CheckoutRequests {
  private static final Pattern CART_ID = Pattern.compile("crt_[0-9a-f]{32}");
  private static final Pattern CARD_TOKEN = Pattern.compile("tok_[a-z0-9_]{1,60}");
  private static final Pattern REGION_CODE = Pattern.compile("[A-Z]{2}");

  private static final int MAX_FIELD = 200;
  private static final int MAX_LINES = 5;

  private final RequestHash.Key key;

  CheckoutRequests(RequestHash.Key key) {
    this.key = key;
  }

  /**
   * @throws Refusal INVALID_ARGUMENT, naming every field that is wrong
   */
  Purchase check(CheckoutRequest request) {
    RequestChecks checks =
        new RequestChecks()
            .matches("cart_id", request.getCartId(), CART_ID, "\"crt_\" and 32 hex digits")
            .requestId("request_id", request.getRequestId())
            .matches(
                "card_token",
                request.getCardToken(),
                CARD_TOKEN,
                "\"tok_\" and 1 to 60 characters of a-z, 0-9 and '_'")
            .that(
                EmailAddress.isOne(request.getEmail()),
                "email",
                "must be one e-mail address of at most " + EmailAddress.MAX_LENGTH + " characters");
    checkAddress(checks, request.getShipTo());
    Optional<Money> expectedTotal = expectedTotal(checks, request);
    checks.refuseIfAny();
    return new Purchase(
        request.getCartId(),
        RequestChecks.uuid(request.getRequestId()),
        new CardToken(request.getCardToken()),
        request.getEmail(),
        request.getShipTo(),
        expectedTotal,
        key.of(request));
  }

  private static Optional<Money> expectedTotal(RequestChecks checks, CheckoutRequest request) {
    if (!request.hasExpectedTotal()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Money.of(request.getExpectedTotal()));
    } catch (IllegalArgumentException wrong) {
      checks.that(false, "expected_total", String.valueOf(wrong.getMessage()));
      return Optional.empty();
    }
  }

  private static void checkAddress(RequestChecks checks, PostalAddress address) {
    checks
        .that(address.getRevision() == 0, "ship_to.revision", "must be 0")
        .matches(
            "ship_to.region_code",
            address.getRegionCode(),
            REGION_CODE,
            "two capital letters, for example NL")
        .text("ship_to.language_code", address.getLanguageCode(), 0, MAX_FIELD)
        .text("ship_to.postal_code", address.getPostalCode(), 0, MAX_FIELD)
        .text("ship_to.sorting_code", address.getSortingCode(), 0, MAX_FIELD)
        .text("ship_to.administrative_area", address.getAdministrativeArea(), 0, MAX_FIELD)
        .text("ship_to.locality", address.getLocality(), 0, MAX_FIELD)
        .text("ship_to.sublocality", address.getSublocality(), 0, MAX_FIELD)
        .text("ship_to.organization", address.getOrganization(), 0, MAX_FIELD);
    checkLines(checks, "ship_to.address_lines", address.getAddressLinesList(), 1);
    checkLines(checks, "ship_to.recipients", address.getRecipientsList(), 0);
  }

  private static void checkLines(
      RequestChecks checks, String field, List<String> lines, int fewest) {
    checks.range(field, lines.size(), fewest, MAX_LINES);
    for (String line : lines) {
      checks
          .text(field, line, 1, MAX_FIELD)
          .that(line.isEmpty() || !line.isBlank(), field, "is blank");
    }
  }
}
