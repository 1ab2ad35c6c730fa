// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Which deadline a call has: its own, else the default; never later than the one it inherits from
 * the context. grpc-java honours the context's deadline by itself, but only this way do attempts
 * get a share of it.
 */
record CallDeadlines(Duration unary, Duration streaming, Deadline.Ticker ticker) {

  /** The deadline of a call that is made now, in the current context. */
  Deadline of(MethodDescriptor<?, ?> method, CallOptions options) {
    Deadline own = options.getDeadline();
    Deadline deadline = own == null ? defaultFor(method) : own;
    Deadline inherited = Context.current().getDeadline();
    return inherited == null ? deadline : deadline.minimum(inherited);
  }

  private Deadline defaultFor(MethodDescriptor<?, ?> method) {
    Duration after = method.getType().serverSendsOneMessage() ? unary : streaming;
    return Deadline.after(after.toNanos(), TimeUnit.NANOSECONDS, ticker);
  }
}
