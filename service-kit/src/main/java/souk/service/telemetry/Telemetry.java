// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A process's telemetry, all of it off unless {@code OTEL_METRICS_EXPORTER} and its like say
 * otherwise; then also what is measured costs nothing. One for each process, made before what it
 * watches and closed after it. Thread-safe.
 */
public final class Telemetry implements AutoCloseable {
  private static final String SCOPE = "souk";
  private static final long FLUSH_SECONDS = 2;

  private final @Nullable OpenTelemetrySdk sdk;
  private final Meter meter;
  private final GrpcMetrics grpc;
  private final Watched watched;
  // Null while nothing is traced.
  private final @Nullable Traces traces;

  private Telemetry(@Nullable OpenTelemetrySdk sdk, boolean traced) {
    this.sdk = sdk;
    OpenTelemetry api = sdk == null ? OpenTelemetry.noop() : sdk;
    this.meter = api.getMeter(SCOPE);
    this.grpc = new GrpcMetrics(api);
    this.watched = new Watched(meter);
    this.traces = traced ? new Traces(api.getTracer(SCOPE)) : null;
    if (sdk != null) {
      JvmMetrics.show(meter);
    }
  }

  /**
   * Starts what the environment's standard {@code OTEL_*} variables ask for; nothing is exported by
   * default.
   *
   * @param service {@code service.name}
   * @param instance {@code service.instance.id}
   * @throws io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException when a variable makes no
   *     sense
   */
  public static Telemetry start(String service, String instance, Map<String, String> environment) {
    OtelSettings settings = new OtelSettings(environment);
    return settings.anyExporter()
        ? new Telemetry(settings.sdk(service, instance), settings.traces())
        : off();
  }

  /** One over an SDK that was made elsewhere; measures and traces, and closes it. */
  public static Telemetry of(OpenTelemetrySdk sdk) {
    return new Telemetry(sdk, true);
  }

  /** One that tells nobody. */
  public static Telemetry off() {
    return new Telemetry(null, false);
  }

  /** For the process's own instruments. */
  public Meter meter() {
    return meter;
  }

  /** The parts whose state is to be seen. */
  public Watched watched() {
    return watched;
  }

  /** Measures the attempts of a channel's calls: {@code grpc.client.attempt.*}. */
  public void measure(ManagedChannelBuilder<?> channel) {
    if (sdk != null) {
      grpc.measure(channel);
    }
  }

  /** Measures a server's calls: {@code grpc.server.call.*}. */
  public void measure(ServerBuilder<?> server) {
    if (sdk != null) {
      grpc.measure(server);
    }
  }

  /**
   * The channel with all its calls measured and traced as the caller sees them, retries included:
   * {@code grpc.client.call.duration}.
   */
  public Channel wholeCalls(Channel channel, String target) {
    if (sdk == null) {
      return channel;
    }
    Channel measured = ClientInterceptors.intercept(channel, grpc.wholeCalls(target));
    return traces == null
        ? measured
        : ClientInterceptors.intercept(measured, traces.wholeCalls(target));
  }

  /** The channel with each attempt traced, to stand below the retries. */
  public Channel attempts(Channel channel, String target) {
    return traces == null
        ? channel
        : ClientInterceptors.intercept(channel, traces.attempts(target));
  }

  /**
   * Traces the calls of a server, to stand inside of what refuses them: one that is refused as it
   * arrives has no span.
   *
   * @param trustCallers whether a call is a part of its caller's trace, if the caller says so
   */
  public List<ServerInterceptor> tracing(boolean trustCallers) {
    return traces == null ? List.of() : List.of(traces.served(trustCallers));
  }

  /**
   * Work that was stored for later, as a part of the trace that it was stored with.
   *
   * @param traceparent {@link TraceContext#traceparent} of then; null for none
   */
  public <T> Supplier<T> continued(String name, @Nullable String traceparent, Supplier<T> work) {
    return traces == null || traceparent == null
        ? work
        : () -> traces.inSpan(name, traceparent, work);
  }

  /** Measures a server's calls where its builder can't be: {@code grpc.server.call.*}. */
  public List<ServerInterceptor> serverCalls() {
    return sdk == null ? List.of() : List.of(grpc.serverCalls());
  }

  /** Sends what was measured until now. Blocks for two seconds at most. */
  @Override
  public void close() {
    if (sdk != null) {
      sdk.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
    }
  }
}
