// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code grpc-timeout} header: at most 8 digits and a unit. See "Requests" in gRPC over HTTP/2.
 */
final class GrpcTimeout {
  private static final Pattern FORM = Pattern.compile("(\\d{1,8})([HMSmun])");

  private GrpcTimeout() {}

  /** What the header says; empty when it is malformed. */
  static Optional<Duration> parse(String header) {
    Matcher matcher = FORM.matcher(header);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "H" -> Duration.ofHours(amount);
          case "M" -> Duration.ofMinutes(amount);
          case "S" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMillis(amount);
          case "u" -> Duration.ofNanos(amount * 1_000);
          default -> Duration.ofNanos(amount);
        });
  }
}
