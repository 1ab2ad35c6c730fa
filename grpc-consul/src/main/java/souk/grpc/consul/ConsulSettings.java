// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a Consul agent is and how it is spoken to. Immutable.
 *
 * @param address {@code http://host:port} or {@code https://host:port}, without a path
 * @param token the ACL token sent with every request, or null; never printed
 * @param datacenter whose services are asked for, or null for the agent's own
 * @param tls for an address of HTTPS
 * @param connectTimeout for opening a connection, 1 ms or more
 * @param answerTimeout for the answer to a request that does not wait for a change, 1 ms or more
 */
record ConsulSettings(
    URI address,
    @Nullable String token,
    @Nullable String datacenter,
    ConsulTls tls,
    Duration connectTimeout,
    Duration answerTimeout) {
  private static final String DEFAULT_ADDRESS = "127.0.0.1:8500";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  // Longer than the 7 s for which a server that has just lost its leader holds a request back
  // (rpc_hold_timeout): answering then is better than asking again.
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  ConsulSettings {
    requireNonNull(address, "address");
    boolean plain = address.getPath() == null || address.getPath().matches("/?");
    boolean known = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (!known || address.getHost() == null || !plain) {
      throw badAddress(address.toString(), null);
    }
    checkTimeout("connectTimeout", connectTimeout);
    checkTimeout("answerTimeout", answerTimeout);
  }

  /** As {@link ConsulAgent#fromEnvironment}. */
  static ConsulSettings fromEnvironment(Map<String, String> environment) {
    var variables = new Variables(environment);
    boolean ssl = variables.flag("CONSUL_HTTP_SSL", false);
    String address = variables.text("CONSUL_HTTP_ADDR");
    return new ConsulSettings(
        parseAddress(address == null ? DEFAULT_ADDRESS : address, ssl ? "https" : "http"),
        variables.token(),
        variables.text("CONSUL_DATACENTER"),
        new ConsulTls(
            variables.path("CONSUL_CACERT"),
            variables.path("CONSUL_CLIENT_CERT"),
            variables.path("CONSUL_CLIENT_KEY"),
            variables.flag("CONSUL_HTTP_SSL_VERIFY", true)),
        CONNECT_TIMEOUT,
        ANSWER_TIMEOUT);
  }

  boolean isSecure() {
    return "https".equals(address.getScheme());
  }

  /** The same but for the address: a URL, or {@code host:port} of the same scheme. */
  ConsulSettings withAddress(String address) {
    URI other = parseAddress(address, this.address.getScheme());
    return new ConsulSettings(other, token, datacenter, tls, connectTimeout, answerTimeout);
  }

  /** The same but for the timeouts. */
  ConsulSettings withTimeouts(Duration connect, Duration answer) {
    return new ConsulSettings(address, token, datacenter, tls, connect, answer);
  }

  private static URI parseAddress(String address, String scheme) {
    try {
      return URI.create(address.contains("://") ? address : scheme + "://" + address);
    } catch (IllegalArgumentException e) {
      throw badAddress(address, e);
    }
  }

  private static IllegalArgumentException badAddress(String address, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "Consul's address: "
            + address
            + " (expected: host:port, http://host:port or https://host:port)",
        cause);
  }

  private static void checkTimeout(String name, Duration timeout) {
    if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException(name + ": " + timeout + " (expected: 1 ms to 1 h)");
    }
  }

  @Override
  public String toString() {
    String secret = token == null ? "none" : "set";
    return ("ConsulSettings[address=%s, token=%s, datacenter=%s, tls=%s, connectTimeout=%s,"
            + " answerTimeout=%s]")
        .formatted(address, secret, datacenter, tls, connectTimeout, answerTimeout);
  }

  /** The environment's variables; blank is as unset. */
  private record Variables(Map<String, String> environment) {
    @Nullable String text(String name) {
      String value = environment.getOrDefault(name, "").strip();
      return value.isEmpty() ? null : value;
    }

    @Nullable Path path(String name) {
      String value = text(name);
      return value == null ? null : Path.of(value);
    }

    boolean flag(String name, boolean otherwise) {
      String value = text(name);
      return switch (value == null ? Boolean.toString(otherwise) : value) {
        case "true", "TRUE", "True", "t", "T", "1" -> true;
        case "false", "FALSE", "False", "f", "F", "0" -> false;
        default ->
            throw new IllegalArgumentException(name + ": " + value + " (expected: true or false)");
      };
    }

    @Nullable String token() {
      String token = text("CONSUL_HTTP_TOKEN");
      Path file = path("CONSUL_HTTP_TOKEN_FILE");
      if (token != null || file == null) {
        return token;
      }
      try {
        return Files.readString(file).strip();
      } catch (IOException e) {
        throw new IllegalArgumentException("CONSUL_HTTP_TOKEN_FILE: " + e, e);
      }
    }
  }
}
