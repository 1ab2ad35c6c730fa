// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.opentelemetry.GrpcOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * gRPC's own metrics, by gRFC A66 and A79. What grpc-opentelemetry takes for a call is one attempt
 * of ours, since the retries are above the channel; so the whole calls are measured here.
 */
final class GrpcMetrics {
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("grpc.method");
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("grpc.status");
  private static final AttributeKey<String> TARGET = AttributeKey.stringKey("grpc.target");

  /** The buckets of A66 up to the longest deadline of a unary call, without every second one. */
  private static final List<Double> SECONDS =
      List.of(
          0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0);

  /** Sizes are four histograms for each method, of which nobody was ever alarmed. */
  private static final List<String> NOT_MEASURED =
      List.of(
          "grpc.client.call.duration",
          "grpc.client.attempt.sent_total_compressed_message_size",
          "grpc.client.attempt.rcvd_total_compressed_message_size",
          "grpc.server.call.sent_total_compressed_message_size",
          "grpc.server.call.rcvd_total_compressed_message_size");

  private final GrpcOpenTelemetry attempts;
  private final DoubleHistogram clientDuration;
  private final LongCounter serverStarted;
  private final DoubleHistogram serverDuration;

  GrpcMetrics(OpenTelemetry api) {
    this.attempts =
        GrpcOpenTelemetry.newBuilder()
            .sdk(api)
            .disableMetrics(NOT_MEASURED)
            // A target by address is its address.
            .targetAttributeFilter(target -> target.startsWith("consul:"))
            .build();
    Meter meter = api.getMeter("souk");
    this.clientDuration =
        meter
            .histogramBuilder("grpc.client.call.duration")
            .setUnit("s")
            .setDescription("Time to complete a call from the caller's view, all attempts together")
            .setExplicitBucketBoundariesAdvice(SECONDS)
            .build();
    this.serverStarted =
        meter
            .counterBuilder("grpc.server.call.started")
            .setUnit("{call}")
            .setDescription("The total number of RPC attempts started, including those not ended")
            .build();
    this.serverDuration =
        meter
            .histogramBuilder("grpc.server.call.duration")
            .setUnit("s")
            .setDescription("Time to complete a call from the server's view")
            .setExplicitBucketBoundariesAdvice(SECONDS)
            .build();
  }

  void measure(ManagedChannelBuilder<?> channel) {
    attempts.configureChannelBuilder(channel);
  }

  void measure(ServerBuilder<?> server) {
    attempts.configureServerBuilder(server);
  }

  ClientInterceptor wholeCalls(String target) {
    return new ClientInterceptor() {
      @Override
      public <Q, A> ClientCall<Q, A> interceptCall(
          MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new WholeCall<>(next.newCall(method, options), method, target);
      }
    };
  }

  ServerInterceptor serverCalls() {
    return new ServerInterceptor() {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        serverStarted.add(1, Attributes.of(METHOD, nameOf(call.getMethodDescriptor())));
        MeasuredServerCall<Q, A> measured = new MeasuredServerCall<>(call);
        return new SimpleForwardingServerCallListener<>(next.startCall(measured, headers)) {
          @Override
          public void onCancel() {
            measured.ended(Status.Code.CANCELLED);
            super.onCancel();
          }
        };
      }
    };
  }

  private static String nameOf(MethodDescriptor<?, ?> method) {
    return method.getFullMethodName();
  }

  private static double secondsSince(long startedNanos) {
    return (System.nanoTime() - startedNanos) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  private final class WholeCall<Q, A> extends SimpleForwardingClientCall<Q, A> {
    private final MethodDescriptor<Q, A> method;
    private final String target;

    WholeCall(ClientCall<Q, A> call, MethodDescriptor<Q, A> method, String target) {
      super(call);
      this.method = method;
      this.target = target;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      long started = System.nanoTime();
      super.start(
          new SimpleForwardingClientCallListener<>(listener) {
            @Override
            public void onClose(Status status, Metadata trailers) {
              clientDuration.record(
                  secondsSince(started),
                  Attributes.of(
                      METHOD, nameOf(method), TARGET, target, STATUS, status.getCode().name()));
              super.onClose(status, trailers);
            }
          },
          headers);
    }
  }

  private final class MeasuredServerCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final long started = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();

    MeasuredServerCall(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      ended(status.getCode());
      super.close(status, trailers);
    }

    /** A call that was cancelled may be closed all the same; nobody hears it. */
    void ended(Status.Code code) {
      if (ended.compareAndSet(false, true)) {
        serverDuration.record(
            secondsSince(started),
            Attributes.of(METHOD, nameOf(getMethodDescriptor()), STATUS, code.name()));
      }
    }
  }
}
