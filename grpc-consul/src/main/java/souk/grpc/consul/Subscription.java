// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.Objects.requireNonNull;

import io.grpc.EquivalentAddressGroup;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.grpc.consul.ServiceHealth.Instance;

/**
 * One channel's share of a service's watch: those instances that its filter lets pass and that are
 * usable. The watch tells it one thing at a time, in order, under its lock; the listener must
 * neither block nor run code that may call back.
 */
final class Subscription {
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);

  /** What there is to hand out: usable instances, or why there are none. */
  interface Listener extends Consumer<StatusOr<List<EquivalentAddressGroup>>> {}

  /**
   * An instance, and where it is.
   *
   * @param address null if its host name can't be looked up
   */
  record Located(Instance instance, @Nullable EquivalentAddressGroup address) {}

  private final String share;
  private final InstanceFilter filter;
  private final Listener listener;

  // Under the watch's lock.
  private @Nullable List<Instance> last;

  Subscription(String service, InstanceFilter filter, Listener listener) {
    this.share = filter.equals(InstanceFilter.ALL) ? service : service + " with " + filter;
    this.filter = filter;
    this.listener = listener;
  }

  /**
   * Hands out what is usable of a service's instances.
   *
   * @param again even if it is what was handed out last
   */
  void tell(List<Located> all, boolean again) {
    List<Instance> mine = all.stream().map(Located::instance).filter(filter::matches).toList();
    List<Instance> usable = PanicThreshold.usable(mine);
    if (!again && usable.equals(last)) {
      return;
    }
    if (!usable.equals(Objects.requireNonNullElse(last, List.of()))) {
      log.info("{}: {} of {} instances in use", share, usable.size(), mine.size());
    }
    last = usable;
    Set<Instance> wanted = new HashSet<>(usable);
    List<EquivalentAddressGroup> addresses =
        all.stream()
            .filter(each -> each.address() != null && wanted.contains(each.instance()))
            .map(each -> requireNonNull(each.address()))
            .toList();
    listener.accept(
        addresses.isEmpty()
            ? unavailable("Consul knows no instance of " + share, null)
            : StatusOr.fromValue(addresses));
  }

  /** Hands out why nothing is known. */
  void tell(ConsulException failure) {
    listener.accept(unavailable("Consul can't be asked for " + share, failure));
  }

  private static <T> StatusOr<T> unavailable(String what, @Nullable ConsulException cause) {
    return StatusOr.fromStatus(
        Status.UNAVAILABLE
            .withDescription(cause == null ? what : what + ": " + cause.getMessage())
            .withCause(cause));
  }
}
