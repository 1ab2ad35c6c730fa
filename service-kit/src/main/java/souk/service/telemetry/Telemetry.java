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
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

  private Telemetry(@Nullable OpenTelemetrySdk sdk) {
    this.sdk = sdk;
    OpenTelemetry api = sdk == null ? OpenTelemetry.noop() : sdk;
    this.meter = api.getMeter(SCOPE);
    this.grpc = new GrpcMetrics(api);
    this.watched = new Watched(meter);
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
    return new Telemetry(settings.anyExporter() ? settings.sdk(service, instance) : null);
  }

  /** One that tells nobody. */
  public static Telemetry off() {
    return new Telemetry(null);
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
   * The channel with all its calls measured as the caller sees them, retries included: {@code
   * grpc.client.call.duration}.
   */
  public Channel measured(Channel channel, String target) {
    return sdk == null ? channel : ClientInterceptors.intercept(channel, grpc.wholeCalls(target));
  }

  /** Measures a server's calls where its builder can't be: {@code grpc.server.call.*}. */
  public ServerInterceptor serverCalls() {
    return grpc.serverCalls();
  }

  /** Sends what was measured until now. Blocks for two seconds at most. */
  @Override
  public void close() {
    if (sdk != null) {
      sdk.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
    }
  }
}
