// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;

/**
 * Leads each attempt past the breaker of its method class: reads don't suffer when only writing is
 * broken.
 */
record BreakerInterceptor(Breaker reads, Breaker writes, Refusals refusals, ClientThreads threads)
    implements ClientInterceptor {

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    Breaker breaker = method.isSafe() ? reads : writes;
    return new BreakerCall<>(
        next.newCall(method, options), breaker, this, options, method.getType());
  }
}
