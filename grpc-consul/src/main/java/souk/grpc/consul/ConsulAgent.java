// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A Consul agent, reached by its HTTP API: the only class that speaks it. Immutable; any number of
 * threads may use one. Its methods block, each bounded by the settings' timeouts, and are meant for
 * virtual threads, where an interrupt ends the wait at once.
 */
public final class ConsulAgent {
  private static final int MAX_ANSWER_BYTES = 16 << 20;

  private final ConsulSettings settings;
  private final @Nullable SSLSocketFactory secureSockets;

  /** An agent at the settings' address. Opens no connection yet. */
  ConsulAgent(ConsulSettings settings) {
    this.settings = requireNonNull(settings, "settings");
    this.secureSockets = settings.isSecure() ? settings.tls().socketFactory() : null;
  }

  /**
   * The agent that Consul's usual variables name; blank is as unset.
   *
   * <ul>
   *   <li>{@code CONSUL_HTTP_ADDR}: {@code host:port}, or a URL of http or https; by default the
   *       agent on this machine, port 8500
   *   <li>{@code CONSUL_HTTP_TOKEN}, or {@code CONSUL_HTTP_TOKEN_FILE}: the ACL token
   *   <li>{@code CONSUL_HTTP_SSL}: true for https where the address does not say
   *   <li>{@code CONSUL_CACERT}, {@code CONSUL_CLIENT_CERT}, {@code CONSUL_CLIENT_KEY}: PEM files
   *   <li>{@code CONSUL_HTTP_SSL_VERIFY}: false to trust whoever answers
   *   <li>{@code CONSUL_DATACENTER}: whose services are asked for, if not the agent's own
   * </ul>
   *
   * Files are read now, once.
   *
   * @throws IllegalArgumentException that names what is not as it should be
   */
  public static ConsulAgent fromEnvironment(Map<String, String> environment) {
    return new ConsulAgent(ConsulSettings.fromEnvironment(environment));
  }

  /**
   * The same, but at another address: a URL, or {@code host:port} of the same scheme. For a
   * registration that may move to another agent.
   *
   * @throws IllegalArgumentException if it is not an address
   */
  public ConsulAgent at(String address) {
    return new ConsulAgent(settings.withAddress(address));
  }

  /** Its address. */
  @Override
  public String toString() {
    return settings.address().toString();
  }

  ConsulSettings settings() {
    return settings;
  }

  /** The same agent, asked with less patience if it was asked with more. */
  ConsulAgent withTimeoutsUpTo(Duration most) {
    Duration connect = settings.connectTimeout();
    Duration answer = settings.answerTimeout();
    return new ConsulAgent(
        settings.withTimeouts(
            connect.compareTo(most) < 0 ? connect : most,
            answer.compareTo(most) < 0 ? answer : most));
  }

  /**
   * All instances of a service, whatever their health, with the index to pass the next time. Waits
   * up to {@code wait} for a change after {@code index}; index 0 is answered at once.
   *
   * <p>Asked with {@code consistent}: a server that has just come back replays its log, and would
   * by default answer with lists of long ago meanwhile. The price, that nothing is answered while
   * there is no leader, is none for whoever keeps the last list.
   */
  ServiceHealth health(String service, long index, Duration wait) throws ConsulException {
    String path =
        "/v1/health/service/%s?consistent&index=%d&wait=%dms%s"
            .formatted(encode(service), index, wait.toMillis(), datacenter());
    Answer answer = send("GET", path, null, index == 0 ? Duration.ZERO : wait).orThrow();
    return ConsulJson.health(answer.body(), answer.index());
  }

  /** Tells the agent of an instance, replacing what it knew under the same id. */
  void register(ServiceInstance instance) throws ConsulException {
    send("PUT", "/v1/agent/service/register", ConsulJson.registration(instance), Duration.ZERO)
        .orThrow();
  }

  /** Makes the agent forget an instance; one that it does not know is a success. */
  void deregister(String id) throws ConsulException {
    Answer answer = send("PUT", "/v1/agent/service/deregister/" + encode(id), "", Duration.ZERO);
    if (answer.status() != 404) {
      answer.orThrow();
    }
  }

  /**
   * The hash of what the agent knows of an instance, or nothing if it does not know it. Waits up to
   * {@code wait} for the hash to differ from the given one; an empty hash is answered at once.
   */
  Optional<String> registeredHash(String id, String hash, Duration wait) throws ConsulException {
    String path =
        "/v1/agent/service/%s?hash=%s&wait=%dms"
            .formatted(encode(id), encode(hash), wait.toMillis());
    Answer answer = send("GET", path, null, hash.isEmpty() ? Duration.ZERO : wait);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    return Optional.of(ConsulJson.contentHash(answer.orThrow().body()));
  }

  /** Feeds an instance's TTL check; false if the agent does not know it. */
  boolean feed(String id, boolean healthy) throws ConsulException {
    String path = "/v1/agent/check/update/" + encode(ConsulJson.checkOf(id));
    Answer answer = send("PUT", path, ConsulJson.checkUpdate(healthy), Duration.ZERO);
    return answer.status() != 404 && answer.orThrow().status() == 200;
  }

  /**
   * The state of an election's key. Waits up to {@code wait} for a change after {@code index};
   * index 0 is answered at once.
   */
  LockState lock(String key, long index, Duration wait) throws ConsulException {
    String path = "/v1/kv/%s?consistent&index=%d&wait=%dms".formatted(key, index, wait.toMillis());
    Answer answer = send("GET", path, null, index == 0 ? Duration.ZERO : wait);
    if (answer.status() == 404) {
      return new LockState(answer.index(), 0, "", 0);
    }
    return ConsulJson.lock(answer.orThrow().body(), answer.index());
  }

  /**
   * Opens a session that ends unless it is renewed, and returns its id; empty as long as the
   * instance that stands is not registered, or not well.
   */
  Optional<String> createSession(Candidacy candidacy) throws ConsulException {
    String body = ConsulJson.session(candidacy);
    Answer answer = send("PUT", "/v1/session/create", body, Duration.ZERO);
    if (answer.status() == 500
        && (answer.body().contains("Missing check") || answer.body().contains("critical state"))) {
      return Optional.empty();
    }
    return Optional.of(ConsulJson.id(answer.orThrow().body()));
  }

  /** Renews a session for its time to live; false if it has ended. */
  boolean renewSession(String id) throws ConsulException {
    Answer answer = send("PUT", "/v1/session/renew/" + encode(id), "", Duration.ZERO);
    return answer.status() != 404 && answer.orThrow().status() == 200;
  }

  /** Ends a session; one that has ended is a success. */
  void destroySession(String id) throws ConsulException {
    send("PUT", "/v1/session/destroy/" + encode(id), "", Duration.ZERO).orThrow();
  }

  /**
   * Takes the lock on a key and stores the epoch there, in one transaction, if the key has not
   * changed since it was seen.
   *
   * @return false if it has, or if the lock's delay has not passed
   */
  boolean acquireLock(Candidacy candidacy, String session, LockState seen, long epoch)
      throws ConsulException {
    String body = ConsulJson.acquisition(candidacy, session, seen.modifyIndex(), epoch);
    Answer answer = send("PUT", "/v1/txn", body, Duration.ZERO);
    return answer.status() != 409 && answer.orThrow().status() == 200;
  }

  /** Gives the lock on a key back; does nothing if the session does not hold it. */
  void releaseLock(Candidacy candidacy, String session, long epoch) throws ConsulException {
    String path = "/v1/kv/" + candidacy.key() + "?release=" + encode(session);
    send("PUT", path, ConsulJson.epoch(candidacy, epoch), Duration.ZERO).orThrow();
  }

  private String datacenter() {
    return settings.datacenter() == null ? "" : "&dc=" + encode(settings.datacenter());
  }

  private Answer send(String method, String path, @Nullable String body, Duration wait)
      throws ConsulException {
    URI uri = settings.address().resolve(path);
    String request = method + " " + uri;
    HttpURLConnection connection = null;
    try {
      // The agent is on this node or near it: the JVM's proxy, if any, is for other things.
      connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
      connection.setRequestMethod(method);
      connection.setConnectTimeout(Math.toIntExact(settings.connectTimeout().toMillis()));
      connection.setReadTimeout(Math.toIntExact(readTimeout(wait).toMillis()));
      connection.setInstanceFollowRedirects(false);
      if (connection instanceof HttpsURLConnection https && secureSockets != null) {
        settings.tls().secure(https, secureSockets);
      }
      if (settings.token() != null) {
        connection.setRequestProperty("X-Consul-Token", settings.token());
      }
      if (body != null) {
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body.getBytes(UTF_8));
        }
      }
      return read(request, connection);
    } catch (IOException e) {
      if (connection != null) {
        connection.disconnect();
      }
      throw new ConsulException.Unreachable(request + ": " + e.getMessage(), e);
    }
  }

  // Consul adds up to a sixteenth to a wait, so that not all who wait wake at once.
  private Duration readTimeout(Duration wait) {
    return wait.plus(wait.dividedBy(16)).plus(settings.answerTimeout());
  }

  // Reads to the end, errors too: only then is the connection used again.
  private static Answer read(String request, HttpURLConnection connection)
      throws IOException, ConsulException {
    int status = connection.getResponseCode();
    if (status < 0) {
      connection.disconnect();
      throw new ConsulException.Malformed(request + ": the answer is not HTTP", null);
    }
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      byte[] bytes = in == null ? new byte[0] : in.readNBytes(MAX_ANSWER_BYTES + 1);
      if (bytes.length > MAX_ANSWER_BYTES) {
        connection.disconnect();
        throw new ConsulException.Malformed(
            request + ": the answer is over " + MAX_ANSWER_BYTES + " bytes", null);
      }
      String index = connection.getHeaderField("X-Consul-Index");
      return new Answer(request, status, index == null ? "" : index, new String(bytes, UTF_8));
    }
  }

  private static String encode(String segment) {
    return URLEncoder.encode(segment, UTF_8).replace("+", "%20");
  }

  private record Answer(String request, int status, String indexHeader, String body) {
    Answer orThrow() throws ConsulException {
      if (status == 200) {
        return this;
      }
      String reason = body.strip().lines().findFirst().orElse("no reason given");
      throw new ConsulException.Refused(request + ": " + status + ", " + reason);
    }

    long index() throws ConsulException {
      try {
        return Long.parseLong(indexHeader);
      } catch (NumberFormatException e) {
        throw new ConsulException.Malformed(
            request + ": X-Consul-Index: \"" + indexHeader + "\" (expected: a number)", e);
      }
    }
  }
}
