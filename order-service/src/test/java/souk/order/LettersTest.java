// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.type.PostalAddress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.order.mail.EmailAddress;
import souk.order.mail.Mail;
import souk.service.Money;

class LettersTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final EmailAddress ADA = new EmailAddress("ada@example.com");
  private final Letters letters = new Letters(new EmailAddress("orders@souk.example"));

  @Test
  void receipt_order_hasAllThatWasBought() {
    Mail mail = letters.receipt(order("Brass lamp", "1"), ADA);

    assertThat(mail.text().lines())
        .contains(
            "Order ord_" + "1".repeat(32),
            "  2 x Brass lamp, EUR 12.50 each: EUR 25.00",
            "  Total: EUR 25.00",
            "  Ada Lovelace",
            "  Damrak 1",
            "  1012 Amsterdam",
            "  NL");
    assertThat(mail.text().replace("\r\n", "")).doesNotContain("\n", "\r");
    assertThat(mail.date()).isEqualTo(NOON.plusSeconds(1));
  }

  @Test
  void receipt_nameWithLineBreaks_staysOneLineOfTheText() {
    String name = "Lamp\r\nBcc: eve@example.com\r\n\r\n.\r\nTotal: EUR 0\u0085a\u2028b\u0000";
    Mail mail = letters.receipt(order(name, "1"), ADA);

    assertThat(mail.text().lines())
        .filteredOn(line -> line.contains("eve@example.com"))
        .containsExactly(
            "  2 x Lamp Bcc: eve@example.com . Total: EUR 0 a b , EUR 12.50 each: EUR 25.00");
    assertThat(mail.subject() + mail.messageId() + mail.marks()).doesNotContain("Lamp");
  }

  @Test
  void messageId_sameOrder_sameOfEachKindAndNotTheOrdersId() {
    Mail receipt = letters.receipt(order("Lamp", "1"), ADA);

    assertThat(letters.receipt(order("Lamp", "1"), ADA)).isEqualTo(receipt);
    assertThat(receipt.messageId())
        .matches("receipt\\.[0-9a-f]{32}@souk\\.example")
        .doesNotContain("1".repeat(8))
        .isNotEqualTo(letters.cancellation(order("Lamp", "1"), ADA).messageId())
        .isNotEqualTo(letters.receipt(order("Lamp", "2"), ADA).messageId());
    assertThat(receipt.marks())
        .containsEntry("X-Souk-Order", "ord_" + "1".repeat(32))
        .containsEntry("X-Souk-Mail", "receipt");
  }

  private static Order order(String name, String digit) {
    Money price = new Money(ModelShop.EUR, 1250);
    return new Order(
        "ord_" + digit.repeat(32),
        "crt_" + "0".repeat(32),
        OrderState.CONFIRMED,
        OrderReason.NONE,
        List.of(new OrderLine("lamp", name, 2, price)),
        price.times(2),
        PostalAddress.newBuilder()
            .setRegionCode("NL")
            .setPostalCode("1012")
            .setLocality("Amsterdam")
            .addAddressLines("Damrak 1")
            .addRecipients("Ada Lovelace")
            .build(),
        NOON,
        List.of(
            TimelineEntry.after(0, Happened.plain(OrderEvent.PLACED, NOON)),
            TimelineEntry.after(1, Happened.plain(OrderEvent.CONFIRMED, NOON.plusSeconds(1)))),
        1);
  }
}
