// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.grpc.consul.ConsulAgent;
import souk.service.telemetry.Telemetry;

/** One trace over a call, its attempts and whoever serves them. */
class TracesTest {
  private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String TRACE = PARENT.substring(3, 35);
  private static final MethodDescriptor<Empty, Empty> METHOD =
      MethodDescriptor.newBuilder(
              ProtoUtils.marshaller(Empty.getDefaultInstance()),
              ProtoUtils.marshaller(Empty.getDefaultInstance()))
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("test.Echo/Get")
          .setSafe(true)
          .setIdempotent(true)
          .build();

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final Telemetry telemetry =
      Telemetry.of(
          OpenTelemetrySdk.builder()
              .setTracerProvider(
                  SdkTracerProvider.builder()
                      .addSpanProcessor(SimpleSpanProcessor.create(spans))
                      .build())
              .build());

  @AfterEach
  void close() {
    telemetry.close();
  }

  /** Fails so often first. */
  private static BindableService echo(int failures) {
    AtomicInteger left = new AtomicInteger(failures);
    return () ->
        ServerServiceDefinition.builder("test.Echo")
            .addMethod(
                METHOD,
                ServerCalls.asyncUnaryCall(
                    (nothing, observer) -> {
                      if (left.getAndDecrement() > 0) {
                        observer.onError(Status.UNAVAILABLE.asRuntimeException());
                        return;
                      }
                      observer.onNext(Empty.getDefaultInstance());
                      observer.onCompleted();
                    }))
            .build();
  }

  private static Empty call(Channel channel) {
    return ClientCalls.blockingUnaryCall(
        channel, METHOD, CallOptions.DEFAULT, Empty.getDefaultInstance());
  }

  private List<SpanData> finished(SpanKind kind) {
    return spans.getFinishedSpanItems().stream().filter(each -> each.getKind() == kind).toList();
  }

  @Test
  void call_firstAttemptFails_eachAttemptIsASpanOfTheCallAndTheServersGoOnFromIt() {
    ServerConfig config = ServerConfig.from("echo", new Settings(Map.of()));
    try (ServiceServer server =
            ServiceServer.newBuilder("test", config).telemetry(telemetry).service(echo(1)).start();
        ServiceChannels channels =
            new ServiceChannels("test", ConsulAgent.fromEnvironment(Map.of()), telemetry)) {
      Channel channel =
          channels.toAddress("echo", "127.0.0.1:" + server.port(), Duration.ofSeconds(10));

      telemetry.continued("task", PARENT, () -> call(channel)).get();
      Awaitility.await().until(() -> spans.getFinishedSpanItems().size() == 6);
      // With the server the exporter closes, and forgets them.
      assertOneTrace();
    }
  }

  private void assertOneTrace() {
    assertThat(spans.getFinishedSpanItems()).allMatch(span -> span.getTraceId().equals(TRACE));
    SpanData task = finished(SpanKind.CONSUMER).getFirst();
    SpanData whole = finished(SpanKind.INTERNAL).getFirst();
    assertThat(whole.getParentSpanId()).isEqualTo(task.getSpanId());
    List<SpanData> attempts = finished(SpanKind.CLIENT);
    assertThat(attempts)
        .hasSize(2)
        .allMatch(span -> span.getParentSpanId().equals(whole.getSpanId()));
    assertThat(finished(SpanKind.SERVER))
        .extracting(SpanData::getParentSpanId)
        .containsExactlyInAnyOrderElementsOf(attempts.stream().map(SpanData::getSpanId).toList());
  }

  @Test
  void call_nothingIsTraced_beginsNoTrace() {
    ServerConfig config = ServerConfig.from("echo", new Settings(Map.of()));
    try (ServiceServer server = ServiceServer.newBuilder("test", config).service(echo(0)).start();
        ServiceChannels channels =
            new ServiceChannels("test", ConsulAgent.fromEnvironment(Map.of()), telemetry)) {
      Empty unused =
          call(channels.toAddress("echo", "127.0.0.1:" + server.port(), Duration.ofSeconds(10)));
      assertThat(spans.getFinishedSpanItems()).isEmpty();
    }
  }

  @Test
  void served_callersThatAreNotTrusted_beginATraceOfTheirOwn() throws IOException {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), PARENT);

    for (boolean trusted : List.of(false, true)) {
      spans.reset();
      Channel channel =
          grpc.serve(() -> ServerInterceptors.intercept(echo(0), telemetry.tracing(trusted)));
      Empty unused =
          call(
              ClientInterceptors.intercept(
                  channel, MetadataUtils.newAttachHeadersInterceptor(headers)));
      Awaitility.await().until(() -> spans.getFinishedSpanItems().size() == 1);
      assertThat(spans.getFinishedSpanItems().getFirst().getTraceId().equals(TRACE))
          .isEqualTo(trusted);
    }
  }
}
