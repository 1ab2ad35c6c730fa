// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import com.google.type.PostalAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import souk.order.mail.EmailAddress;
import souk.order.mail.Mail;
import souk.service.Money;

/**
 * What shoppers are written. The same each time for the same order, so that a mail that was sent
 * twice is seen to be one: its Message-ID is made from the order, by a hash that does not tell
 * which.
 *
 * <p>The text and the header {@code X-Souk-Order} name the order, whose id is the right to see and
 * cancel it: that right is the recipient's.
 */
final class Letters {
  private static final String LINE_END = "\r\n";

  private final String domain;

  /**
   * @param from the sender, in whose domain the ids are made
   */
  Letters(EmailAddress from) {
    this.domain = from.domain();
  }

  /** Of an order that is CONFIRMED. */
  Mail receipt(Order order, EmailAddress to) {
    List<String> lines = new ArrayList<>();
    lines.add("Thank you. Your order is confirmed.");
    addOrder(lines, order);
    lines.add("");
    lines.add("It goes to:");
    addressLines(order.shipTo()).map(line -> "  " + clean(line)).forEach(lines::add);
    return mail("receipt", "Your receipt", order, OrderEvent.CONFIRMED, to, lines);
  }

  /** Of an order that was CONFIRMED before it was cancelled. */
  Mail cancellation(Order order, EmailAddress to) {
    List<String> lines = new ArrayList<>();
    lines.add(
        order.reason() == OrderReason.PAYMENT_FAILED
            ? "We had to cancel your order: your card's bank refused the payment after all."
            : "Your order is cancelled, as you asked.");
    lines.add("Nothing will be sent, and what was paid or reserved on your card is given back.");
    addOrder(lines, order);
    return mail("cancelled", "Your order is cancelled", order, OrderEvent.CANCELLED, to, lines);
  }

  private Mail mail(
      String kind,
      String subject,
      Order order,
      OrderEvent tellsOf,
      EmailAddress to,
      List<String> lines) {
    return new Mail(
        to,
        subject,
        String.join(LINE_END, lines) + LINE_END,
        kind + "." + hash(order.id()) + "@" + domain,
        timeOf(order, tellsOf),
        Map.of("X-Souk-Order", order.id(), "X-Souk-Mail", kind));
  }

  private static void addOrder(List<String> lines, Order order) {
    lines.add("");
    lines.add("Order " + order.id());
    lines.add("");
    for (OrderLine line : order.lines()) {
      lines.add(
          "  %d x %s, %s each: %s"
              .formatted(
                  line.quantity(), clean(line.name()), text(line.unitPrice()), text(line.total())));
    }
    lines.add("  Total: " + text(order.total()));
  }

  private static Stream<String> addressLines(PostalAddress address) {
    return Stream.of(
            address.getRecipientsList().stream(),
            Stream.of(address.getOrganization()),
            address.getAddressLinesList().stream(),
            Stream.of(
                address.getSublocality(),
                (address.getPostalCode() + " " + address.getLocality()).strip(),
                address.getSortingCode(),
                address.getAdministrativeArea(),
                address.getRegionCode()))
        .flatMap(lines -> lines)
        .filter(line -> !line.isBlank());
  }

  private static String text(Money money) {
    return money.currency().getCurrencyCode()
        + " "
        + java.math.BigDecimal.valueOf(
            money.minorUnits(), money.currency().getDefaultFractionDigits());
  }

  /** On one line, whatever is in it: a product's name may not look like a line of the receipt. */
  private static String clean(String text) {
    return text.replaceAll("[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}]+", " ");
  }

  private static Instant timeOf(Order order, OrderEvent event) {
    return order.timeline().stream()
        .filter(entry -> entry.event() == event)
        .map(TimelineEntry::wallTime)
        .findFirst()
        .orElse(order.createTime());
  }

  private static String hash(String orderId) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(orderId.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
