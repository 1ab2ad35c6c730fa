// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import io.grpc.CallOptions;
import org.jspecify.annotations.Nullable;

/**
 * The instances that earlier attempts of one call went to, so that the next goes to another.
 * Whoever makes attempts puts one, the same for all attempts of a call, into their options; the
 * balancer fills it. Thread-safe.
 */
public final class TriedInstances {
  private static final CallOptions.Key<@Nullable TriedInstances> KEY =
      CallOptions.Key.create("souk.grpc.resilience.balancing.TRIED");

  private record Visit(Object instance, @Nullable Visit before) {}

  // Guarded by this. As many as the call has attempts.
  private @Nullable Visit last;

  /** The options with this in them. */
  public CallOptions in(CallOptions options) {
    return options.withOption(KEY, this);
  }

  static @Nullable TriedInstances of(CallOptions options) {
    return options.getOption(KEY);
  }

  synchronized void add(Object instance) {
    last = new Visit(instance, last);
  }

  synchronized boolean isEmpty() {
    return last == null;
  }

  synchronized boolean contains(Object instance) {
    Visit visit = last;
    while (visit != null && visit.instance() != instance) {
      visit = visit.before();
    }
    return visit != null;
  }

  synchronized boolean isLast(Object instance) {
    return last != null && last.instance() == instance;
  }
}
