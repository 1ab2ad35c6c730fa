// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import souk.grpc.consul.ConsulAgent;

/**
 * What a process was told by its environment. Each setting is read once, by the record that needs
 * it; a {@code SOUK_*} variable that nobody reads stops the start, since a typo in a deadline is
 * otherwise found in the next outage. Confined to the starting thread.
 */
public final class Settings {
  private static final String PREFIX = "SOUK_";
  private static final Pattern OF_ONE_SERVICE = Pattern.compile("([A-Z]+)_((?:SOUK|OTEL)_.+)");
  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Duration LONGEST = Duration.ofDays(365);

  private final Map<String, String> environment;
  private final Map<String, String> read = new TreeMap<>();

  public Settings(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Those of one service in a process of several: {@code CART_SOUK_PORT} is {@code SOUK_PORT} to
   * {@code cart}, and unknown to the others. What has no such name in front is everyone's.
   */
  static Settings of(String service, Map<String, String> environment) {
    Map<String, String> own = new HashMap<>(environment);
    own.keySet().removeIf(key -> OF_ONE_SERVICE.matcher(key).matches());
    environment.forEach(
        (key, value) -> {
          Matcher matcher = OF_ONE_SERVICE.matcher(key);
          if (matcher.matches() && matcher.group(1).equals(service.toUpperCase(Locale.ROOT))) {
            own.put(matcher.group(2), value);
          }
        });
    return new Settings(own);
  }

  /** The whole environment, for libraries that read standard variables of their own. */
  public Map<String, String> environment() {
    return environment;
  }

  /** A text that must be given. */
  public String text(String key) {
    String value = raw(key);
    if (value == null) {
      throw new SettingException(key + " is not set");
    }
    return note(key, value);
  }

  /** A text with a default. */
  public String text(String key, String defaultValue) {
    String value = raw(key);
    return note(key, value == null ? defaultValue : value);
  }

  /** A text that must be given and is never shown. */
  public String secret(String key) {
    String value = text(key);
    read.put(key, "(secret)");
    return value;
  }

  /** A text with a default that is never shown. */
  public String secret(String key, String defaultValue) {
    String value = text(key, defaultValue);
    read.put(key, value.isEmpty() ? "" : "(secret)");
    return value;
  }

  /** Bytes in Base64, at least {@code minBytes} of them, that must be given and are never shown. */
  public byte[] secretBytes(String key, int minBytes) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(secret(key));
    } catch (IllegalArgumentException notBase64) {
      // The cause would show a part of the secret.
      throw new SettingException(key + " is not Base64");
    }
    if (bytes.length < minBytes) {
      throw new SettingException(
          key + " has " + bytes.length + " bytes (expected: at least " + minBytes + ")");
    }
    return bytes;
  }

  /** A whole number within bounds, both allowed. */
  public int number(String key, int defaultValue, int min, int max) {
    String value = text(key, Integer.toString(defaultValue));
    int number;
    try {
      number = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new SettingException(key + "=" + value + " (expected: a whole number)", e);
    }
    if (number < min || number > max) {
      throw new SettingException(key + "=" + value + " (expected: " + min + " to " + max + ")");
    }
    return number;
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key, boolean defaultValue) {
    String value = text(key, Boolean.toString(defaultValue));
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new SettingException(key + "=" + value + " (expected: true or false)");
    };
  }

  /**
   * A duration above zero and of a year at most, which can be counted in nanoseconds, as {@code
   * 250ms}, {@code 2s}, {@code 5m}, {@code 1h}, {@code 7d} or ISO 8601.
   */
  public Duration duration(String key, Duration defaultValue) {
    String value = text(key, defaultValue.toString());
    Duration duration = parseDuration(key, value);
    if (!duration.isPositive() || duration.compareTo(LONGEST) > 0) {
      throw new SettingException(key + "=" + value + " (expected: above zero, at most 365d)");
    }
    return duration;
  }

  /** The Consul agent that Consul's own variables name. */
  public ConsulAgent consul() {
    try {
      return ConsulAgent.fromEnvironment(environment);
    } catch (IllegalArgumentException e) {
      String what = String.valueOf(e.getMessage());
      throw new SettingException(
          what.startsWith("CONSUL_") ? what : "CONSUL_HTTP_ADDR: " + what, e);
    }
  }

  /**
   * Ends the reading.
   *
   * @throws SettingException when a {@code SOUK_*} variable is set that nobody asked for
   */
  public void checkAllRead() {
    for (String key : new TreeSet<>(environment.keySet())) {
      if (key.startsWith(PREFIX) && !read.containsKey(key)) {
        throw new SettingException(
            key
                + " is not a setting of this process; did you mean "
                + nearest(key)
                + "? It has "
                + String.join(", ", read.keySet()));
      }
    }
  }

  /** What was read, for the log at the start; secrets are masked. */
  @Override
  public String toString() {
    return read.toString();
  }

  private @Nullable String raw(String key) {
    String value = environment.get(key);
    return value == null || value.isEmpty() ? null : value;
  }

  private String note(String key, String value) {
    read.put(key, value);
    return value;
  }

  private static Duration parseDuration(String key, String value) {
    Matcher matcher = SHORT_DURATION.matcher(value);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    }
    try {
      return Duration.parse(value);
    } catch (DateTimeParseException e) {
      throw new SettingException(
          key + "=" + value + " (expected: a duration such as 250ms, 2s or 5m)", e);
    }
  }

  private String nearest(String unknown) {
    return read.keySet().stream()
        .min((a, b) -> Integer.compare(distance(unknown, a), distance(unknown, b)))
        .orElse("nothing");
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
