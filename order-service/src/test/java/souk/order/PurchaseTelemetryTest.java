// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import souk.service.PostgresExtension;
import souk.service.telemetry.JsonLogEncoder;
import souk.service.telemetry.Telemetry;
import souk.v1.CheckoutRequest;

/** What can be seen of a purchase with its after-work, and what can't. */
class PurchaseTelemetryTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @RegisterExtension final OrderFixture fixture = new OrderFixture(postgres);

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final Telemetry telemetry =
      Telemetry.of(
          OpenTelemetrySdk.builder()
              .setTracerProvider(
                  SdkTracerProvider.builder()
                      .addSpanProcessor(SimpleSpanProcessor.create(spans))
                      .build())
              .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
              .build());
  private final LogLines log = new LogLines();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger orders = (Logger) LoggerFactory.getLogger(Orders.class);
  private final Level ordersLevel = orders.getLevel();

  @BeforeEach
  void listen() {
    fixture.tell(telemetry);
    log.start();
    root.addAppender(log);
    orders.setLevel(Level.INFO); // as a service's is; the other tests' is not
  }

  @AfterEach
  void close() {
    orders.setLevel(ordersLevel);
    root.detachAppender(log);
    telemetry.close();
  }

  private List<String> namesOf(String traceId) {
    return spans.getFinishedSpanItems().stream()
        .filter(span -> span.getTraceId().equals(traceId))
        .map(SpanData::getName)
        .toList();
  }

  @Test
  void checkout_withItsAfterWork_isOneTrace() {
    fixture.start().checkout(OrderFixture.request(fixture.filledCart()));
    fixture.awaitQuiet();

    String trace =
        spans.getFinishedSpanItems().stream()
            .filter(span -> span.getName().equals("souk.order.v1.Orders/Checkout"))
            .findFirst()
            .orElseThrow()
            .getTraceId();
    await()
        .untilAsserted(
            () ->
                assertThat(namesOf(trace))
                    .containsExactlyInAnyOrder(
                        "souk.order.v1.Orders/Checkout",
                        "task decide",
                        "task settle",
                        "task capture",
                        "task take_out",
                        "task receipt"));
    assertThat(log.lines).anyMatch(line -> line.contains("\"trace_id\":\"" + trace + "\""));
  }

  @Test
  void purchase_isCounted() {
    fixture.start().checkout(OrderFixture.request(fixture.filledCart()));
    fixture.awaitQuiet();

    assertThat(shown("souk.order.changed")).contains("confirmed");
    assertThat(shown("souk.order.checkout.duration")).contains("confirmed");
    assertThat(shown("souk.order.tasks.ended"))
        .contains("settle", "capture", "take_out", "receipt", "done");
    await()
        .untilAsserted(() -> assertThat(shown("souk.order.tasks")).contains("waiting", "parked"));
  }

  private String shown(String metric) {
    return metrics.collectAllMetrics().stream()
        .filter(each -> each.getName().equals(metric))
        .map(MetricData::toString)
        .findFirst()
        .orElse("");
  }

  @Test
  void purchase_nothingOfTheShoppersIsInMetricsSpansOrLogs() {
    String cartId = fixture.filledCart();
    CheckoutRequest.Builder request = OrderFixture.request(cartId);
    souk.v1.Order order = fixture.start().checkout(request);
    fixture.awaitQuiet();

    String metricsText = metrics.collectAllMetrics().toString();
    String spansText = spans.getFinishedSpanItems().toString();
    assertThat(metricsText).contains("souk.order.changed");
    assertThat(spansText).contains("task capture");
    assertThat(log.lines).isNotEmpty();
    assertThat(List.of(metricsText, spansText, String.join("", log.lines)))
        .allSatisfy(
            text ->
                assertThat(text)
                    .doesNotContain(
                        cartId,
                        order.getId(),
                        request.getRequestId(),
                        request.getCardToken(),
                        request.getEmail(),
                        request.getShipTo().getAddressLines(0)));
    assertThat(
            spans.getFinishedSpanItems().stream()
                .flatMap(span -> span.getAttributes().asMap().keySet().stream())
                .map(Object::toString)
                .collect(toSet()))
        .as("nothing else, unless somebody has thought of it")
        .isSubsetOf("rpc.system.name", "rpc.method", "rpc.response.status_code", "error.type");
  }

  /** The whole log as it is written with {@code SOUK_LOG_FORMAT=json}. */
  private static final class LogLines extends AppenderBase<ILoggingEvent> {
    final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final JsonLogEncoder encoder = new JsonLogEncoder();

    @Override
    public void start() {
      encoder.start();
      super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(new String(encoder.encode(event), StandardCharsets.UTF_8));
    }
  }
}
