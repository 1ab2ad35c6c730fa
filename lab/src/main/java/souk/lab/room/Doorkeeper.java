// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in. A page of another site, and a name that was made to lead here (DNS rebinding),
 * are told apart by the Host and Origin that browsers send; whoever else is on this machine, by the
 * token, which only the shop's owner has seen. Immutable.
 */
final class Doorkeeper {
  /** The cookie goes to no other path, since browsers send it to all ports of a host. */
  static final String COOKIE_PATH = "/api";

  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  private final List<String> hosts;
  private final String token;
  private final String cookieName;
  private final String cookieValue;

  /**
   * @param port where the server listens
   * @param token the secret in the link
   */
  Doorkeeper(int port, String token) {
    this.hosts = List.of("127.0.0.1:" + port, "localhost:" + port);
    this.token = token;
    this.cookieName = "souk-room-" + port;
    this.cookieValue = sha256("cookie of " + token);
  }

  /** What is wrong with where a request comes from or goes to; empty when nothing is. */
  Optional<Refusal> refuseSender(String method, Headers headers) {
    String host = headers.getFirst("Host");
    if (host == null || !hosts.contains(host)) {
      return refusal(421, "WRONG_HOST", "this is the control room of " + hosts.getFirst());
    }
    String origin = headers.getFirst("Origin");
    if (origin == null ? !isReading(method) : !origin.equals("http://" + host)) {
      return refusal(403, "WRONG_ORIGIN", "only the control room's own page may ask that");
    }
    String site = headers.getFirst("Sec-Fetch-Site");
    if (site != null && !OWN_SITES.contains(site)) {
      return refusal(403, "WRONG_ORIGIN", "another site's page can't ask that");
    }
    return Optional.empty();
  }

  /** What is wrong with who asks: somebody who has not shown the token. */
  Optional<Refusal> refuseStranger(Headers headers) {
    String expected = cookieName + "=" + cookieValue;
    for (String line : headers.getOrDefault("Cookie", List.of())) {
      for (String cookie : line.split(";", -1)) {
        if (isSame(cookie.strip(), expected)) {
          return Optional.empty();
        }
      }
    }
    return refusal(401, "NO_COOKIE", "open the link that ./souk status prints");
  }

  /** Whether that is the token of the link. */
  boolean isToken(String text) {
    return isSame(text, token);
  }

  /** What a browser is given for the token. */
  String cookie() {
    return cookieName + "=" + cookieValue + "; Path=" + COOKIE_PATH + "; HttpOnly; SameSite=Strict";
  }

  private static boolean isReading(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  private static Optional<Refusal> refusal(int status, String reason, String message) {
    return Optional.of(new Refusal(status, reason, message));
  }

  /** In a time that says nothing of how much was right. */
  private static boolean isSame(@Nullable String one, String other) {
    return one != null && MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }

  private static String sha256(String text) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
