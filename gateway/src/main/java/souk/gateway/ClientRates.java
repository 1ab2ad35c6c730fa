// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import souk.service.Refusal;

/**
 * Limits the requests of one client address in a second; one more is refused before any work,
 * RESOURCE_EXHAUSTED, reason RATE_LIMITED. Who the client is, the connection says; X-Forwarded-For
 * is believed only when a trusted proxy sends it, and then its last entry that is not a trusted
 * proxy, since the entries before it are the client's own invention. Remembers a bounded number of
 * clients. Thread-safe.
 */
final class ClientRates implements ServerInterceptor {
  static final Metadata.Key<String> FORWARDED_FOR =
      Metadata.Key.of("x-forwarded-for", Metadata.ASCII_STRING_MARSHALLER);

  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final int MAX_CLIENTS = 10_000;

  private final RateLimiterConfig perClient;
  private final boolean limitLoopback;
  private final TrustedProxies trustedProxies;
  private final Cache<String, RateLimiter> clients =
      Caffeine.newBuilder()
          .maximumSize(MAX_CLIENTS)
          .expireAfterAccess(PERIOD.multipliedBy(10))
          .build();

  ClientRates(int requestsPerSecond, boolean limitLoopback, TrustedProxies trustedProxies) {
    this.perClient =
        RateLimiterConfig.custom()
            .limitForPeriod(requestsPerSecond)
            .limitRefreshPeriod(PERIOD)
            .timeoutDuration(Duration.ZERO)
            .build();
    this.limitLoopback = limitLoopback;
    this.trustedProxies = trustedProxies;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    ServiceRequestContext web = ServiceRequestContext.currentOrNull();
    SocketAddress remote =
        web == null
            ? call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
            : web.remoteAddress();
    Iterable<String> forwardedFor = headers.getAll(FORWARDED_FOR);
    check(remote, forwardedFor == null ? List.of() : forwardedFor);
    return next.startCall(call, headers);
  }

  /**
   * Counts a request.
   *
   * @param forwardedFor the lines of X-Forwarded-For, in their order: some proxies write one of
   *     their own instead of adding to the client's
   * @throws Refusal RESOURCE_EXHAUSTED, when it is one too many
   */
  void check(@Nullable SocketAddress remote, Iterable<String> forwardedFor) {
    if (!(remote instanceof InetSocketAddress peer) || peer.getAddress() == null) {
      return;
    }
    InetAddress address = peer.getAddress();
    String client = clientOf(address, forwardedFor);
    if (!limitLoopback && client.equals(address.getHostAddress()) && address.isLoopbackAddress()) {
      return;
    }
    RateLimiter limiter = clients.get(client, any -> RateLimiter.of("client", perClient));
    if (!limiter.acquirePermission()) {
      throw Refusal.exhausted("RATE_LIMITED", "too many requests from one address", PERIOD);
    }
  }

  private String clientOf(InetAddress peer, Iterable<String> forwardedFor) {
    if (trustedProxies.contains(peer)) {
      for (String entry : List.of(String.join(",", forwardedFor).split(",")).reversed()) {
        String hop = entry.strip();
        Optional<InetAddress> address = TrustedProxies.hop(hop);
        if (!hop.isEmpty() && !address.map(trustedProxies::contains).orElse(false)) {
          return address.map(InetAddress::getHostAddress).orElse(hop);
        }
      }
    }
    return peer.getHostAddress();
  }
}
