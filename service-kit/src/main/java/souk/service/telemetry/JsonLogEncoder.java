// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.google.gson.JsonObject;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * A log line as one JSON object, with the ids of the trace that the line was written in: the fields
 * of OpenTelemetry's log model, as collectors expect them. Lines are encoded on the threads that
 * write them, where the trace is known.
 */
public final class JsonLogEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NONE = new byte[0];

  private final ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();

  @Override
  public void start() {
    stackTraces.start();
    super.start();
  }

  @Override
  public byte[] headerBytes() {
    return NONE;
  }

  @Override
  public byte[] footerBytes() {
    return NONE;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    JsonObject line = new JsonObject();
    line.addProperty("timestamp", event.getInstant().toString());
    line.addProperty("severity", event.getLevel().toString());
    line.addProperty("logger", event.getLoggerName());
    if (!event.getThreadName().isEmpty()) {
      // Virtual threads have no name unless they are given one.
      line.addProperty("thread", event.getThreadName());
    }
    line.addProperty("body", event.getFormattedMessage());
    SpanContext span = TraceContext.span();
    if (span.isValid()) {
      line.addProperty("trace_id", span.getTraceId());
      line.addProperty("span_id", span.getSpanId());
    }
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      JsonObject attributes = new JsonObject();
      pairs.forEach(pair -> attributes.addProperty(pair.key, String.valueOf(pair.value)));
      line.add("attributes", attributes);
    }
    if (event.getThrowableProxy() != null) {
      line.addProperty("exception", stackTraces.convert(event));
    }
    return (line + System.lineSeparator()).getBytes(UTF_8);
  }
}
