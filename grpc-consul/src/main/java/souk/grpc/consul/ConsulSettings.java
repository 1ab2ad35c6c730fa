// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a Consul agent is and how it is spoken to. Immutable.
 *
 * @param address {@code http://host:port}, without a path
 * @param token the ACL token sent with every request, or null; never printed
 * @param connectTimeout for opening a connection, 1 ms or more
 * @param answerTimeout for the answer to a request that does not wait for a change, 1 ms or more
 */
public record ConsulSettings(
    URI address, @Nullable String token, Duration connectTimeout, Duration answerTimeout) {
  private static final String DEFAULT_ADDRESS = "127.0.0.1:8500";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  // Longer than the 7 s for which a server that has just lost its leader holds a request back
  // (rpc_hold_timeout): answering then is better than asking again.
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  public ConsulSettings {
    requireNonNull(address, "address");
    boolean plain = address.getPath() == null || address.getPath().matches("/?");
    if (!"http".equals(address.getScheme()) || address.getHost() == null || !plain) {
      throw new IllegalArgumentException(
          "Consul's address: " + address + " (expected: host:port or http://host:port)");
    }
    checkTimeout("connectTimeout", connectTimeout);
    checkTimeout("answerTimeout", answerTimeout);
  }

  /**
   * Reads {@code CONSUL_HTTP_ADDR} ({@code host:port} or an {@code http://} URL; by default the
   * agent on this machine, port 8500) and {@code CONSUL_HTTP_TOKEN}. Blank is as unset.
   *
   * @throws IllegalArgumentException if the address is not of that form
   */
  public static ConsulSettings fromEnvironment(Map<String, String> environment) {
    String address = environment.getOrDefault("CONSUL_HTTP_ADDR", "").strip();
    String token = environment.getOrDefault("CONSUL_HTTP_TOKEN", "").strip();
    return new ConsulSettings(
        parseAddress(address.isEmpty() ? DEFAULT_ADDRESS : address),
        token.isEmpty() ? null : token,
        CONNECT_TIMEOUT,
        ANSWER_TIMEOUT);
  }

  /** The same but for the address, {@code host:port} or an {@code http://} URL. */
  public ConsulSettings withAddress(String address) {
    return new ConsulSettings(parseAddress(address), token, connectTimeout, answerTimeout);
  }

  /** The same but for the timeouts. */
  public ConsulSettings withTimeouts(Duration connect, Duration answer) {
    return new ConsulSettings(address, token, connect, answer);
  }

  private static URI parseAddress(String address) {
    try {
      return URI.create(address.contains("://") ? address : "http://" + address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Consul's address: " + address + " (expected: host:port or http://host:port)", e);
    }
  }

  private static void checkTimeout(String name, Duration timeout) {
    if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(name + ": " + timeout + " (expected: 1 ms to 1 h)");
    }
  }

  @Override
  public String toString() {
    String secret = token == null ? "none" : "set";
    return "ConsulSettings[address=%s, token=%s, connectTimeout=%s, answerTimeout=%s]"
        .formatted(address, secret, connectTimeout, answerTimeout);
  }
}
