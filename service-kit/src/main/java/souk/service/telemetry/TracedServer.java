// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/** A span for each call that is served, of the caller's trace if the caller may say. */
record TracedServer(Traces traces, boolean trustCallers) implements ServerInterceptor {

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    Context parent =
        trustCallers
            ? TraceContext.W3C.extract(Context.root(), headers, new FromMetadata())
            : Context.root();
    Span span = traces.call(method, method, SpanKind.SERVER).setParent(parent).startSpan();
    try {
      return new EndingListener<>(
          Contexts.interceptCall(
              TraceContext.with(parent.with(span)), new EndingCall<>(call, span), headers, next),
          span);
    } catch (RuntimeException failure) {
      Traces.end(span, Status.Code.UNKNOWN, true);
      throw failure;
    }
  }

  /** What is the server's fault, by the conventions. */
  private static boolean failed(Status.Code code) {
    return switch (code) {
      case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
      default -> false;
    };
  }

  private static final class EndingCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final Span span;

    EndingCall(ServerCall<Q, A> call, Span span) {
      super(call);
      this.span = span;
    }

    @Override
    public void close(Status status, Metadata trailers) {
      super.close(status, trailers);
      Traces.end(span, status.getCode(), failed(status.getCode()));
    }
  }

  private static final class EndingListener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Span span;

    EndingListener(ServerCall.Listener<Q> listener, Span span) {
      super(listener);
      this.span = span;
    }

    @Override
    public void onCancel() {
      super.onCancel();
      // Of a call that was closed before, this changes nothing any more.
      Traces.end(span, Status.Code.CANCELLED, false);
    }
  }

  private static final class FromMetadata implements TextMapGetter<Metadata> {
    @Override
    public Iterable<String> keys(Metadata headers) {
      return headers.keys();
    }

    @Override
    public @Nullable String get(@Nullable Metadata headers, String key) {
      return headers == null
          ? null
          : headers.get(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER));
    }
  }
}
