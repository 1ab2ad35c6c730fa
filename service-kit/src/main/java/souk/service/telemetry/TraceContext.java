// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import io.grpc.Context;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trace that the current call belongs to. It lives in the gRPC context, which goes with a call
 * over all of its threads, and not in OpenTelemetry's own, which is the thread's. Thread-safe.
 */
public final class TraceContext {
  static final TextMapPropagator W3C = W3CTraceContextPropagator.getInstance();

  private static final String TRACEPARENT = "traceparent";
  private static final Context.Key<io.opentelemetry.context.Context> CURRENT =
      Context.key("souk.service.telemetry.TRACE");

  private TraceContext() {}

  static io.opentelemetry.context.Context current() {
    io.opentelemetry.context.Context current = CURRENT.get();
    return current == null ? io.opentelemetry.context.Context.root() : current;
  }

  static Context with(io.opentelemetry.context.Context trace) {
    return Context.current().withValue(CURRENT, trace);
  }

  /** The current span; one that is not valid when nothing is traced. */
  public static SpanContext span() {
    return Span.fromContext(current()).getSpanContext();
  }

  /** The current span as W3C writes it, to be stored with work for later; null without one. */
  public static @Nullable String traceparent() {
    if (!span().isValid()) {
      return null;
    }
    Map<String, String> headers = new HashMap<>();
    W3C.inject(current(), headers, (carrier, key, value) -> headers.put(key, value));
    return headers.get(TRACEPARENT);
  }

  /** The same action, as a part of the current trace and of nothing else of the current call. */
  public static Runnable carry(Runnable action) {
    io.opentelemetry.context.Context current = CURRENT.get();
    return current == null ? action : Context.ROOT.withValue(CURRENT, current).wrap(action);
  }

  static io.opentelemetry.context.Context parse(String traceparent) {
    return W3C.extract(
        io.opentelemetry.context.Context.root(), Map.of(TRACEPARENT, traceparent), new FromMap());
  }

  private static final class FromMap implements TextMapGetter<Map<String, String>> {
    @Override
    public Iterable<String> keys(Map<String, String> carrier) {
      return List.copyOf(carrier.keySet());
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
      return carrier == null ? null : carrier.get(key);
    }
  }
}
