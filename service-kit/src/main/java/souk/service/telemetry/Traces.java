// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import io.grpc.Context;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.function.Supplier;

/**
 * Spans of calls and of work, by OpenTelemetry's conventions for RPC. A span has a method's name
 * and how it ended: no message, no description of an error, nothing that a caller sent.
 * Thread-safe.
 */
final class Traces {
  private final Tracer tracer;

  Traces(Tracer tracer) {
    this.tracer = tracer;
  }

  /** A span for each call that is served. */
  ServerInterceptor served(boolean trustCallers) {
    return new TracedServer(this, trustCallers);
  }

  /** A span for each call as the caller sees it, while something is traced. */
  TracedClient wholeCalls(String target) {
    return new TracedClient(this, target, false);
  }

  /** A span for each attempt of a call; the one that the server is told of. */
  TracedClient attempts(String target) {
    return new TracedClient(this, target, true);
  }

  SpanBuilder call(String name, String method, SpanKind kind) {
    return tracer
        .spanBuilder(name)
        .setSpanKind(kind)
        .setAttribute("rpc.system.name", "grpc")
        .setAttribute("rpc.method", method);
  }

  /** Ends a call's span. */
  static void end(Span span, Status.Code code, boolean failed) {
    span.setAttribute("rpc.response.status_code", code.name());
    if (failed) {
      span.setStatus(StatusCode.ERROR);
      span.setAttribute("error.type", code.name());
    }
    span.end();
  }

  /** Does work in a span of its own, as a part of the trace that it was stored with. */
  <T> T inSpan(String name, String traceparent, Supplier<T> work) {
    io.opentelemetry.context.Context parent = TraceContext.parse(traceparent);
    Span span =
        tracer.spanBuilder(name).setSpanKind(SpanKind.CONSUMER).setParent(parent).startSpan();
    Context own = TraceContext.with(parent.with(span));
    Context before = own.attach();
    try {
      return work.get();
    } catch (RuntimeException | Error failure) {
      span.setStatus(StatusCode.ERROR);
      span.setAttribute("error.type", failure.getClass().getName());
      throw failure;
    } finally {
      own.detach(before);
      span.end();
    }
  }
}
