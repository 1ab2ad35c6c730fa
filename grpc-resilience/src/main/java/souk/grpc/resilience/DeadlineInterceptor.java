// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Gives each call a deadline: its own, else the default; never later than the one it inherits from
 * the context. grpc-java honours the context's deadline by itself, but only this way do the layers
 * below see it.
 */
record DeadlineInterceptor(Duration unary, Duration streaming, Deadline.Ticker ticker)
    implements ClientInterceptor {

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    Deadline own = options.getDeadline();
    Deadline deadline = own == null ? defaultFor(method) : own;
    Deadline inherited = Context.current().getDeadline();
    if (inherited != null) {
      deadline = deadline.minimum(inherited);
    }
    return next.newCall(method, options.withDeadline(deadline));
  }

  private Deadline defaultFor(MethodDescriptor<?, ?> method) {
    Duration after = method.getType().serverSendsOneMessage() ? unary : streaming;
    return Deadline.after(after.toNanos(), TimeUnit.NANOSECONDS, ticker);
  }
}
