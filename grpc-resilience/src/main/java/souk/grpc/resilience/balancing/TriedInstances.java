// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import io.grpc.CallOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The instances that earlier attempts of one call went to, so that the next goes to another.
 * Whoever makes attempts puts one, the same for all attempts of a call, into their options; the
 * balancer fills it. Thread-safe.
 */
public final class TriedInstances {
  private static final CallOptions.Key<@Nullable TriedInstances> KEY =
      CallOptions.Key.create("souk.grpc.resilience.balancing.TRIED");

  // Guarded by this. As long as a call has attempts.
  private final List<Object> tried = new ArrayList<>(2);

  /** The options with this in them. */
  public CallOptions in(CallOptions options) {
    return options.withOption(KEY, this);
  }

  static @Nullable TriedInstances of(CallOptions options) {
    return options.getOption(KEY);
  }

  synchronized void add(Object instance) {
    tried.add(instance);
  }

  synchronized boolean isEmpty() {
    return tried.isEmpty();
  }

  synchronized boolean contains(Object instance) {
    return tried.contains(instance);
  }

  synchronized boolean isLast(Object instance) {
    return !tried.isEmpty() && tried.getLast() == instance;
  }
}
