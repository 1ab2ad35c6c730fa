// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;

/**
 * A span for each call, or for each attempt of one, when the caller itself is traced: else what
 * goes on in the background would be a trace a second.
 */
record TracedClient(Traces traces, String target, boolean attempts) implements ClientInterceptor {
  private static final Metadata.Key<String> EARLIER =
      Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    Context parent = TraceContext.current();
    if (!Span.fromContext(parent).getSpanContext().isValid()) {
      return next.newCall(method, options);
    }
    String name = method.getFullMethodName();
    Span span =
        traces
            .call(attempts ? name + " attempt" : name, name, kind())
            .setParent(parent)
            .setAttribute("souk.target", target)
            .startSpan();
    Context traced = parent.with(span);
    // What is below keeps the context in which it was made for its attempts.
    io.grpc.Context own = TraceContext.with(traced);
    io.grpc.Context before = own.attach();
    try {
      return new SpanCall<>(next.newCall(method, options), span, traced);
    } catch (RuntimeException failure) {
      Traces.end(span, Status.Code.UNKNOWN, true);
      throw failure;
    } finally {
      own.detach(before);
    }
  }

  private SpanKind kind() {
    return attempts ? SpanKind.CLIENT : SpanKind.INTERNAL;
  }

  private final class SpanCall<Q, A> extends SimpleForwardingClientCall<Q, A> {
    private final Span span;
    private final Context traced;

    SpanCall(ClientCall<Q, A> call, Span span, Context traced) {
      super(call);
      this.span = span;
      this.traced = traced;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      if (attempts) {
        String earlier = headers.get(EARLIER);
        span.setAttribute("grpc.previous_rpc_attempts", earlier == null ? "0" : earlier);
        TraceContext.W3C.inject(
            traced,
            headers,
            (carrier, key, value) -> {
              Metadata.Key<String> header = Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER);
              headers.discardAll(header);
              headers.put(header, value);
            });
      }
      super.start(
          new SimpleForwardingClientCallListener<>(listener) {
            @Override
            public void onClose(Status status, Metadata trailers) {
              Traces.end(span, status.getCode(), !status.isOk());
              super.onClose(status, trailers);
            }
          },
          headers);
    }
  }
}
