// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestChecksTest {
  @Test
  void refuseIfAny_nothingFound_passes() {
    new RequestChecks()
        .requestId("request_id", "9b2f1b9e-2f5c-4c39-8a50-0d7f3c1c8a11")
        .requestId("request_id", "9B2F1B9E-2F5C-4C39-8A50-0D7F3C1C8A11")
        .range("quantity", 99, 1, 99)
        .text("name", "émile", 5, 5)
        .distinct("ids", List.of("a", "b"), 1, 2)
        .matches("id", "sku-1", Pattern.compile("[a-z0-9-]+"), "a product's id")
        .refuseIfAny();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "9b2f1b9e-2f5c-1c39-8a50-0d7f3c1c8a11",
        "9b2f1b9e-2f5c-4c39-0a50-0d7f3c1c8a11",
        "9b2f1b9e2f5c4c398a500d7f3c1c8a11",
        "9b2f1b9e-2f5c-4c39-8a50-0d7f3c1c8a11\n"
      })
  void requestId_notAVersion4Uuid_isRefused(String value) {
    assertThatThrownBy(() -> new RequestChecks().requestId("request_id", value).refuseIfAny())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("request_id");
  }

  @Test
  void refuseIfAny_severalFound_namesTheFirstAndCarriesAll() {
    RequestChecks checks =
        new RequestChecks()
            .range("quantity", 0, 1, 99)
            .text("name", "a\r\nb", 1, 10)
            .distinct("ids", List.of("a", "a"), 1, 10);

    assertThatThrownBy(checks::refuseIfAny)
        .hasMessage("INVALID_ARGUMENT INVALID_FIELD: quantity: is 0 (expected: 1 to 99)");
  }
}
