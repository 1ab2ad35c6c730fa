// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.Objects.requireNonNull;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.Uri;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Resolves {@code consul:///service} by the Consul agent that this provider was made with, and
 * {@code consul://host:port/service} by the agent there, to the service's usable instances: those
 * whose checks pass, or all of them when fewer than half pass, but none in maintenance. {@code
 * consul:///service?tag=canary&meta.version=2} is for those instances only that have all of these
 * tags and this metadata.
 *
 * <p>The list follows Consul by blocking queries, one at a time for each service and provider,
 * however many channels there are. While Consul can't be asked, the last list stands. An empty list
 * that Consul answered is an answer: the channel is told UNAVAILABLE, upon which grpc's round_robin
 * still uses the connections that it has while they work. Each address carries {@link
 * ConsulAttributes}.
 *
 * <p>Channels get {@code round_robin} unless they choose otherwise, either by {@code
 * setNameResolverArg(SERVICE_CONFIG, ...)} or by {@code disableServiceConfigLookUp()}. Mind that
 * grpc prefers a resolver's service config to a channel's {@code defaultServiceConfig}.
 *
 * <p>Found by {@link java.util.ServiceLoader}, a provider uses the agent that the environment names
 * ({@link ConsulAgent#fromEnvironment}). An application that wants another registers its own with
 * {@link io.grpc.NameResolverRegistry#register}, which then takes precedence.
 */
public final class ConsulNameResolverProvider extends NameResolverProvider {
  /** A channel's own service config, instead of round_robin; empty for none. */
  public static final NameResolver.Args.Key<Map<String, ?>> SERVICE_CONFIG =
      NameResolver.Args.Key.create("souk.grpc.consul.service-config");

  private static final String SCHEME = "consul";
  private static final Map<String, ?> ROUND_ROBIN =
      Map.of("loadBalancingConfig", List.of(Map.of("round_robin", Map.of())));

  // Below the 5 of grpc's own DNS: the provider of the highest priority reads the targets without a
  // scheme.
  private static final int FOUND_PRIORITY = 3;
  private static final int CHOSEN_PRIORITY = 4;

  private final Supplier<ConsulAgent> agent;
  private final int priority;
  private final ServiceWatches watches = new ServiceWatches(new SecureRandom());

  /** For {@link java.util.ServiceLoader}: the environment's agent. */
  public ConsulNameResolverProvider() {
    // Read only when it is wanted: a bad address must not keep grpc from finding other providers.
    this(() -> ConsulAgent.fromEnvironment(System.getenv()), FOUND_PRIORITY);
  }

  /** To be registered by the application, before its first channel to a {@code consul:} target. */
  public ConsulNameResolverProvider(ConsulAgent agent) {
    this(constant(agent), CHOSEN_PRIORITY);
  }

  private ConsulNameResolverProvider(Supplier<ConsulAgent> agent, int priority) {
    this.agent = agent;
    this.priority = priority;
  }

  private static Supplier<ConsulAgent> constant(ConsulAgent agent) {
    requireNonNull(agent, "agent");
    return () -> agent;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the target is a {@code consul:} one that names no service,
   *     or whose query is not understood
   */
  @Override
  public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
    return SCHEME.equals(target.getScheme())
        ? newNameResolver(ConsulTarget.parse(target.toString()), args)
        : null;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the target is a {@code consul:} one that names no service,
   *     or whose query is not understood
   */
  @Override
  public @Nullable NameResolver newNameResolver(Uri target, NameResolver.Args args) {
    return SCHEME.equals(target.getScheme())
        ? newNameResolver(ConsulTarget.parse(target.toString()), args)
        : null;
  }

  private NameResolver newNameResolver(ConsulTarget target, NameResolver.Args args) {
    ConsulAgent own = agent.get();
    ConsulAgent asked = target.agent().isEmpty() ? own : own.at(target.agent());
    Map<String, ?> chosen = args.getArg(SERVICE_CONFIG);
    return new ConsulNameResolver(
        watches, asked, target, Objects.requireNonNullElse(chosen, ROUND_ROBIN), args);
  }

  /** The services that are watched now, for one channel or many. */
  public List<WatchSnapshot> watches() {
    return watches.snapshots();
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return priority;
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return List.of(InetSocketAddress.class);
  }
}
