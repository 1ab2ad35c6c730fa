// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.grpc.consul.ConsulAgent;
import souk.grpc.consul.testing.RealConsul;
import souk.grpc.resilience.BreakerControl;
import souk.service.telemetry.Telemetry;

/** What a server that was told to tells over HTTP, after calls of itself through Consul. */
class TelemetryTest {
  @RegisterExtension static final RealConsul consul = new RealConsul();

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final ConsulAgent agent = ConsulAgent.fromEnvironment(consul.environment());
  private int port;

  @BeforeEach
  void choosePort() throws IOException {
    port = FreePort.choose();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : opened.reversed()) {
      resource.close();
    }
  }

  private Settings settings() {
    return new Settings(
        Map.of(
            "SOUK_INSTANCE",
            "measured-1",
            "SOUK_ADMIN",
            "true",
            "OTEL_METRICS_EXPORTER",
            "prometheus",
            "OTEL_EXPORTER_PROMETHEUS_HOST",
            "127.0.0.1",
            "OTEL_EXPORTER_PROMETHEUS_PORT",
            Integer.toString(port)));
  }

  @Test
  void scrape_afterCallsOfItself_showsBothSidesOfThemAndWhatStandsBetween() throws Exception {
    Settings settings = settings();
    ServerConfig config = ServerConfig.from("measured", settings);
    Telemetry telemetry = config.telemetry(settings);
    opened.add(
        ServiceServer.newBuilder("test", config)
            .telemetry(telemetry)
            .discovery(agent)
            .service(() -> ServerServiceDefinition.builder("test.Nothing").build())
            .start());
    ServiceChannels channels = new ServiceChannels("test", agent, telemetry);
    opened.add(channels);
    Channel channel = channels.toService("measured", Duration.ofSeconds(5));
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> answers(channel));

    // Consul needs a moment to find it well; calls go meanwhile, since nobody is.
    String scraped =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(
                this::scrape,
                text ->
                    lines(text, "souk_consul_watch_instances").stream()
                        .anyMatch(line -> line.contains("\"passing\"") && line.endsWith(" 1.0")));

    String check = "grpc_method=\"grpc.health.v1.Health/Check\"";
    assertThat(lines(scraped, "grpc_client_attempt_duration_seconds_count"))
        .anySatisfy(
            line -> assertThat(line).contains(check, "consul:///measured", "grpc_status=\"OK\""));
    assertThat(lines(scraped, "grpc_client_call_duration_seconds_count"))
        .anySatisfy(line -> assertThat(line).contains(check, "grpc_target=\"measured\""));
    assertThat(lines(scraped, "grpc_server_call_duration_seconds_count"))
        .anySatisfy(line -> assertThat(line).contains(check));
    assertThat(lines(scraped, "souk_client_breaker_state"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "souk_target=\"measured\"",
                        "souk_call_class=\"read\"",
                        "souk_breaker_state=\"closed\""));
    assertThat(lines(scraped, "grpc_lb_ejecting_least_request_instances"))
        .anySatisfy(
            line -> assertThat(line).contains("grpc_lb_instance_state=\"in\"").endsWith(" 1.0"));
    assertThat(lines(scraped, "souk_consul_registered")).allMatch(line -> line.endsWith(" 1.0"));
    assertThat(lines(scraped, "souk_server_limit")).isNotEmpty();
    assertThat(lines(scraped, "jvm_memory_used_bytes")).isNotEmpty();
    assertThat(lines(scraped, "target_info"))
        .anySatisfy(line -> assertThat(line).contains("service_instance_id=\"measured-1\""));
    assertThat(scraped).as("no address, no size").doesNotContain("127.0.0.1", "compressed_message");
  }

  @Test
  void control_breakerByAnOperator_holdsItUntilGivenBackAndNamesThoseThatThereAre()
      throws Exception {
    Settings settings = settings();
    ServerConfig config = ServerConfig.from("measured", settings);
    Telemetry telemetry = config.telemetry(settings);
    ServiceServer server = ServiceServer.newBuilder("test", config).telemetry(telemetry).start();
    opened.add(server);
    ServiceChannels channels = new ServiceChannels("test", agent, telemetry);
    opened.add(channels);
    Channel channel =
        channels.toAddress("self", "127.0.0.1:" + server.port(), Duration.ofSeconds(5));

    assertThat(lines(scrape(), "souk_server_limit"))
        .as("of a server that serves nothing of its own: another's would be lost behind it")
        .isEmpty();
    assertThat(control(channel, "self/write", "open")).isEqualTo("forced_open");
    assertThat(answers(channel)).isFalse();
    // By this channel nobody could give it back.
    telemetry.watched().targets().forEach(each -> each.control(false, BreakerControl.AUTOMATIC));
    assertThat(answers(channel)).isTrue();

    assertThatThrownBy(() -> control(channel, "nobody/write", "open"))
        .hasMessageContaining("NOT_FOUND")
        .hasMessageContaining("self/read")
        .hasMessageContaining("self/write");
    assertThatThrownBy(() -> control(channel, "self/write", "ajar"))
        .hasMessageContaining("INVALID_ARGUMENT");
  }

  private static String control(Channel channel, String breaker, String control) {
    MethodDescriptor<Struct, Struct> method =
        MethodDescriptor.newBuilder(
                ProtoUtils.marshaller(Struct.getDefaultInstance()),
                ProtoUtils.marshaller(Struct.getDefaultInstance()))
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("souk.service.Breakers/Control")
            .build();
    Struct asked =
        Struct.newBuilder()
            .putFields("breaker", Value.newBuilder().setStringValue(breaker).build())
            .putFields("control", Value.newBuilder().setStringValue(control).build())
            .build();
    return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, asked)
        .getFieldsOrThrow("state")
        .getStringValue();
  }

  @Test
  void start_variableThatMakesNoSense_saysSoInOneLine() {
    Settings settings =
        new Settings(
            Map.of("OTEL_METRICS_EXPORTER", "prometheus", "OTEL_EXPORTER_PROMETHEUS_PORT", "many"));
    assertThatThrownBy(() -> ServerConfig.from("measured", settings).telemetry(settings))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("otel.exporter.prometheus.port");
  }

  private static boolean answers(Channel channel) {
    try {
      HealthCheckResponse unused =
          HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
      return true;
    } catch (StatusRuntimeException notYet) {
      assertThat(notYet.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      return false;
    }
  }

  private String scrape() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  private static List<String> lines(String scraped, String metric) {
    return scraped.lines().filter(line -> line.startsWith(metric + "{")).toList();
  }
}
