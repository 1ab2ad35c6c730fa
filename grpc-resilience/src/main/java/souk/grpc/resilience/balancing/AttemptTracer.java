// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one attempt from its stream to its end, whoever ends it, and tells {@link Instances} once
 * what that says of the instance. What the server itself said is told from what happened on this
 * side by the headers and trailers that came.
 */
final class AttemptTracer extends ClientStreamTracer {

  /** Of one pick. A pick may come to nothing, so the attempt counts from its stream on. */
  static final class Factory extends ClientStreamTracer.Factory {
    private final Instances instances;
    private final Instance instance;
    private final MethodDescriptor<?, ?> method;
    private final Deadline.Ticker ticker;

    Factory(
        Instances instances,
        Instance instance,
        MethodDescriptor<?, ?> method,
        Deadline.Ticker ticker) {
      this.instances = instances;
      this.instance = instance;
      this.method = method;
      this.ticker = ticker;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(StreamInfo info, Metadata headers) {
      TriedInstances tried = TriedInstances.of(info.getCallOptions());
      if (tried != null) {
        tried.add(instance);
      }
      return new AttemptTracer(this, info.getCallOptions().getDeadline());
    }
  }

  // The pushback trailer of gRFC A6, of which only the presence matters here.
  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  private static final long WIRE_ROUNDING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Factory pick;
  private final @Nullable Deadline deadline;
  private final boolean unary;

  // By the transport's threads, one after the other but for a cancellation.
  private volatile boolean created;
  private volatile boolean answered;
  private volatile @Nullable Metadata trailers;
  private long startedNanos;

  AttemptTracer(Factory pick, @Nullable Deadline deadline) {
    this.pick = pick;
    this.deadline = deadline;
    this.unary = pick.method.getType() == MethodDescriptor.MethodType.UNARY;
  }

  @Override
  public void streamCreated(Attributes transport, Metadata headers) {
    startedNanos = pick.ticker.nanoTime();
    created = true;
    if (unary) {
      pick.instances.began(pick.instance, startedNanos);
    }
  }

  @Override
  public void inboundHeaders(Metadata headers) {
    answered = true;
    if (!unary) {
      pick.instances.alive(pick.instance);
    }
  }

  @Override
  public void inboundTrailers(Metadata received) {
    trailers = received;
  }

  @Override
  public void streamClosed(Status status) {
    if (!created) {
      // The connection was gone before the request was: the balancer hears that from the
      // connection.
      return;
    }
    pick.instances.ended(
        pick.instance,
        new Instances.End(outcome(status), pick.method.getFullMethodName(), unary, startedNanos));
  }

  private Instances.Outcome outcome(Status status) {
    Metadata said = trailers;
    if (said == null && (answered && status.getCode() == Status.Code.DEADLINE_EXCEEDED)) {
      return Instances.Outcome.NOTHING;
    }
    return switch (status.getCode()) {
      // A server whose own timer fires first can only reset the stream.
      case CANCELLED ->
          said == null && deadlineIsNow() ? Instances.Outcome.NO_ANSWER : Instances.Outcome.NOTHING;
      case DEADLINE_EXCEEDED ->
          said == null ? Instances.Outcome.NO_ANSWER : Instances.Outcome.ALIVE;
      case RESOURCE_EXHAUSTED -> said == null ? Instances.Outcome.NOTHING : Instances.Outcome.ALIVE;
      case UNAVAILABLE, INTERNAL, UNKNOWN, DATA_LOSS -> failed(said);
      default -> Instances.Outcome.ANSWERED;
    };
  }

  private boolean deadlineIsNow() {
    return deadline != null && deadline.timeRemaining(TimeUnit.NANOSECONDS) < WIRE_ROUNDING_NANOS;
  }

  private Instances.Outcome failed(@Nullable Metadata said) {
    if (said != null && said.containsKey(PUSHBACK)) {
      // A living server speaks of something behind it.
      return Instances.Outcome.ALIVE;
    }
    // A stream that had begun ends so when its server leaves.
    return !unary && answered ? Instances.Outcome.NOTHING : Instances.Outcome.FAILED;
  }
}
