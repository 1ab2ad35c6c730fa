// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order.mail;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import souk.service.SettingException;
import souk.service.Settings;

/**
 * Which server mails are given to.
 *
 * @param from of all mails
 * @param startTls whether the connection must be encrypted before anything is said, by a
 *     certificate that is valid for the host; otherwise it never is
 * @param timeout for connecting, and for each answer and each write
 */
public record SmtpConfig(
    String host,
    int port,
    EmailAddress from,
    boolean startTls,
    Optional<Login> login,
    Duration timeout) {
  /** Only over an encrypted connection. The password is shown nowhere. */
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return user;
    }
  }

  public SmtpConfig {
    requireNonNull(host, "host");
    requireNonNull(from, "from");
    if (login.isPresent() && !startTls) {
      throw new SettingException(
          "SOUK_ORDER_SMTP_USER needs SOUK_ORDER_SMTP_TLS=starttls: no password is sent in the"
              + " clear");
    }
  }

  /**
   * Reads {@code SOUK_ORDER_SMTP_*} and {@code SOUK_ORDER_MAIL_FROM}.
   *
   * @param longest what the timeout must be below
   */
  public static SmtpConfig from(Settings settings, Duration longest) {
    String address = settings.text("SOUK_ORDER_SMTP_ADDRESS");
    int colon = address.lastIndexOf(':');
    return new SmtpConfig(
        host(address, colon),
        port(address, colon),
        sender(settings.text("SOUK_ORDER_MAIL_FROM")),
        startTls(settings.text("SOUK_ORDER_SMTP_TLS", "off")),
        login(settings),
        timeout(settings, longest));
  }

  private static String host(String address, int colon) {
    String host = colon < 0 ? "" : address.substring(0, colon);
    if (!host.matches("[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]")) {
      throw wrongAddress(address);
    }
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String address, int colon) {
    String port = address.substring(colon + 1);
    if (!port.matches("[0-9]{1,5}")) {
      throw wrongAddress(address);
    }
    int number = Integer.parseInt(port);
    if (number < 1 || number > 65_535) {
      throw wrongAddress(address);
    }
    return number;
  }

  private static SettingException wrongAddress(String address) {
    return new SettingException("SOUK_ORDER_SMTP_ADDRESS=" + address + " (expected: host:port)");
  }

  private static EmailAddress sender(String from) {
    if (!EmailAddress.isOne(from)) {
      throw new SettingException(
          "SOUK_ORDER_MAIL_FROM=" + from + " (expected: one address, such as shop@example.com)");
    }
    return new EmailAddress(from);
  }

  private static boolean startTls(String value) {
    return switch (value) {
      case "starttls" -> true;
      case "off" -> false;
      default ->
          throw new SettingException("SOUK_ORDER_SMTP_TLS=" + value + " (expected: starttls, off)");
    };
  }

  private static Optional<Login> login(Settings settings) {
    String user = settings.text("SOUK_ORDER_SMTP_USER", "");
    String password = settings.secret("SOUK_ORDER_SMTP_PASSWORD", "");
    if (user.isEmpty() != password.isEmpty()) {
      throw new SettingException(
          "SOUK_ORDER_SMTP_USER and SOUK_ORDER_SMTP_PASSWORD (expected: both or neither)");
    }
    return user.isEmpty() ? Optional.empty() : Optional.of(new Login(user, password));
  }

  private static Duration timeout(Settings settings, Duration longest) {
    Duration timeout = settings.duration("SOUK_ORDER_SMTP_TIMEOUT", Duration.ofSeconds(3));
    if (timeout.compareTo(longest) >= 0) {
      throw new SettingException(
          "SOUK_ORDER_SMTP_TIMEOUT=" + timeout + " (expected: below SOUK_ORDER_WORK_DEADLINE)");
    }
    return timeout;
  }
}
