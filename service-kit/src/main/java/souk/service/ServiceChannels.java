// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import souk.grpc.consul.ConsulAgent;
import souk.grpc.consul.ConsulNameResolverProvider;
import souk.grpc.resilience.BreakerPolicy;
import souk.grpc.resilience.ClientResilience;
import souk.grpc.resilience.balancing.EjectingLoadBalancerProvider;
import souk.service.telemetry.Telemetry;

/**
 * The way out of a service: a channel to another one, found through Consul (or at a fixed address),
 * balanced over its instances and past those that hang, fail or lag, with deadline, retries and a
 * circuit breaker on every call. One for each process. Thread-safe.
 */
public final class ServiceChannels implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

  /**
   * A write may wait for a third party, which is slow but well; only a read's slowness is a fault.
   */
  private static final BreakerPolicy WRITES =
      BreakerPolicy.DEFAULT.withSlowCalls(80, Duration.ofSeconds(4));

  private static final Map<String, ?> BALANCED =
      Map.of("loadBalancingConfig", List.of(Map.of(EjectingLoadBalancerProvider.NAME, Map.of())));

  private final String domain;
  private final int callsToOne;
  private final Telemetry telemetry;
  private final ConsulNameResolverProvider resolvers;
  private final ExecutorService callbacks = Executors.newVirtualThreadPerTaskExecutor();
  private final List<ManagedChannel> channels = new ArrayList<>();

  /**
   * For a process that serves as many calls at once as {@link ServerConfig} says by default.
   *
   * @param domain of {@code ErrorInfo}
   */
  public ServiceChannels(String domain, ConsulAgent agent, Telemetry telemetry) {
    this(domain, agent, ServerConfig.DEFAULT_MAX_CALLS, telemetry);
  }

  /**
   * @param domain of {@code ErrorInfo}
   * @param callsAtOnce that the process serves; one target may hold half of them
   */
  public ServiceChannels(String domain, ConsulAgent agent, int callsAtOnce, Telemetry telemetry) {
    this.domain = domain;
    this.telemetry = telemetry;
    this.callsToOne = Math.max(1, callsAtOnce / 2);
    this.resolvers = new ConsulNameResolverProvider(agent);
    NameResolverRegistry.getDefaultRegistry().register(resolvers);
    telemetry.watched().discovery(resolvers);
  }

  /**
   * A channel to the passing instances of a service.
   *
   * @param defaultDeadline for calls that inherit none
   */
  public Channel toService(String service, Duration defaultDeadline) {
    return open(service, "consul:///" + service, defaultDeadline);
  }

  /**
   * A channel to one address, for parties that are not in Consul.
   *
   * @param name what the breaker and the log call it
   * @param address host:port
   * @param defaultDeadline for calls that inherit none
   */
  public Channel toAddress(String name, String address, Duration defaultDeadline) {
    return open(name, "dns:///" + address, defaultDeadline);
  }

  private synchronized Channel open(String name, String target, Duration defaultDeadline) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget(target)
            // Consul's resolver brings a service config, which counts more than the channel's own.
            .setNameResolverArg(ConsulNameResolverProvider.SERVICE_CONFIG, BALANCED)
            .usePlaintext()
            // The retries are ClientResilience's: grpc's own can't give an attempt its own timeout.
            .disableRetry()
            .executor(callbacks)
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .keepAliveTime(30, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS);
    telemetry.measure(builder);
    ManagedChannel channel = builder.build();
    channels.add(channel);
    ClientResilience resilience =
        ClientResilience.forTarget(name, domain)
            .deadline(defaultDeadline)
            .writeBreaker(WRITES)
            .bulkhead(callsToOne)
            .build();
    telemetry.watched().target(resilience);
    return telemetry.wholeCalls(resilience.wrap(telemetry.attempts(channel, name)), name);
  }

  /** Ends all channels; waits at most a second for calls in flight. */
  @Override
  public synchronized void close() {
    channels.forEach(ManagedChannel::shutdown);
    try {
      for (ManagedChannel channel : channels) {
        if (!channel.awaitTermination(1, TimeUnit.SECONDS)) {
          channel.shutdownNow();
        }
      }
    } catch (InterruptedException e) {
      channels.forEach(ManagedChannel::shutdownNow);
      Thread.currentThread().interrupt();
    }
    NameResolverRegistry.getDefaultRegistry().deregister(resolvers);
    callbacks.shutdown();
  }
}
