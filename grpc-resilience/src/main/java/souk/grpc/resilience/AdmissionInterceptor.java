// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import java.util.concurrent.atomic.LongAdder;

/**
 * Leads each call past the breaker of its method class and the bulkhead: reads don't suffer when
 * only writing is broken.
 *
 * <p>It stands before the retries, so that a breaker speaks of the target. Behind them it would
 * count attempts: one hung instance of two makes half of those fail while every call is answered by
 * the other, and a breaker that opens then turns a fault that nobody notices into an outage. What
 * an instance is worth is the balancer's business.
 */
record AdmissionInterceptor(
    Breaker reads,
    Breaker writes,
    Bulkhead bulkhead,
    LongAdder bulkheadRefused,
    Refusals refusals,
    ClientThreads threads)
    implements ClientInterceptor {

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    Breaker breaker = method.isSafe() ? reads : writes;
    return new AdmissionCall<>(next.newCall(method, options), breaker, this, options, method);
  }
}
