// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {
  private static final Currency EUR = Currency.getInstance("EUR");

  @ParameterizedTest
  @CsvSource({
    "EUR,12,340000000,1234",
    "EUR,-12,-340000000,-1234",
    "JPY,12,0,12",
    "EUR,0,10000000,1"
  })
  void of_thenToMessage_isTheSame(String code, long units, int nanos, long minor) {
    com.google.type.Money message = message(code, units, nanos);

    Money money = Money.of(message);

    assertThat(money.minorUnits()).isEqualTo(minor);
    assertThat(money.toMessage()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({
    "EUR,1,1,a fraction",
    "EUR,1,-10000000,another sign",
    "EUR,-1,10000000,another sign",
    "EUR,0,1000000000,out of bounds",
    "JPY,1,500000000,a fraction",
    "EUR,9223372036854775807,0,too large",
    "XXXX,1,0,currency_code",
    "'',1,0,currency_code"
  })
  void of_malformed_saysWhy(String code, long units, int nanos, String why) {
    assertThatThrownBy(() -> Money.of(message(code, units, nanos)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void plus_otherCurrency_isRefused() {
    Money euro = new Money(EUR, 1);
    Money dollar = new Money(Currency.getInstance("USD"), 1);

    assertThatThrownBy(() -> euro.plus(dollar)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void times_beyondALong_throwsRatherThanWraps() {
    Money much = new Money(EUR, Long.MAX_VALUE);

    assertThatThrownBy(() -> much.times(2)).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> much.plus(new Money(EUR, 1))).isInstanceOf(ArithmeticException.class);
  }

  private static com.google.type.Money message(String code, long units, int nanos) {
    return com.google.type.Money.newBuilder()
        .setCurrencyCode(code)
        .setUnits(units)
        .setNanos(nanos)
        .build();
  }
}
