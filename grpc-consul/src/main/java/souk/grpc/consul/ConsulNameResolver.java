// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A channel's part in the watch of a service. All fields belong to the synchronization context. */
final class ConsulNameResolver extends NameResolver {
  private final ServiceWatches watches;
  private final ConsulAgent agent;
  private final String service;
  private final Subscription subscription;
  private final SynchronizationContext syncContext;
  private final @Nullable ConfigOrError serviceConfig;

  private @Nullable Listener2 listener;
  private @Nullable ServiceWatch watch;

  /**
   * @param serviceConfig as in gRPC's service config documentation; empty to leave the choice to
   *     the channel
   */
  ConsulNameResolver(
      ServiceWatches watches,
      ConsulAgent agent,
      ConsulTarget target,
      Map<String, ?> serviceConfig,
      Args args) {
    this.watches = watches;
    this.agent = agent;
    this.service = target.service();
    this.subscription = new Subscription(service, target.filter(), this::update);
    this.syncContext = args.getSynchronizationContext();
    this.serviceConfig =
        serviceConfig.isEmpty()
            ? null
            : args.getServiceConfigParser().parseServiceConfig(serviceConfig);
  }

  @Override
  public String getServiceAuthority() {
    return service;
  }

  @Override
  public void start(Listener2 listener) {
    this.listener = listener;
    watch = watches.listen(agent, service, subscription);
  }

  @Override
  public void refresh() {
    if (watch != null) {
      watch.refresh();
    }
  }

  @Override
  public void shutdown() {
    listener = null;
    if (watch != null) {
      watches.leave(watch, subscription);
      watch = null;
    }
  }

  // Under the watch's lock, so it only queues, which keeps the order. What drains the queue runs
  // whatever else the channel has in it, such as a shutdown of this resolver, which takes the locks
  // in the other order.
  private void update(StatusOr<List<EquivalentAddressGroup>> found) {
    syncContext.executeLater(() -> deliver(found));
    Thread.ofVirtual().name("consul: update of " + service).start(syncContext::drain);
  }

  // What the listener answers is for grpc's own retries, which come back as refresh().
  private void deliver(StatusOr<List<EquivalentAddressGroup>> found) {
    if (listener == null) {
      return;
    }
    ResolutionResult.Builder result = ResolutionResult.newBuilder().setAddressesOrError(found);
    if (serviceConfig != null) {
      result.setServiceConfig(serviceConfig);
    }
    listener.onResult2(result.build());
  }
}
