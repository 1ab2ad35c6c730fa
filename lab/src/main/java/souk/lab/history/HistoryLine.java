// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.history;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import souk.v1.Order;

/** A line of a history as it stands in its file: either what was asked, or what was told. */
final class HistoryLine {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  private static final double NANOS_OF_MILLI = 1e6;

  /** The JSON object; what a line does not have is left out. */
  private record Fields(
      long op,
      @Nullable String at,
      Asked.@Nullable Kind asked,
      @Nullable Outcome told,
      @Nullable List<Status.Code> attempts,
      @Nullable Double millis,
      @Nullable String cart,
      @Nullable String request,
      @Nullable String product,
      @Nullable Integer quantity,
      @Nullable String order,
      Order.@Nullable State state,
      @Nullable Long total,
      @Nullable String reason) {}

  private final Fields fields;
  private final Instant at;

  private HistoryLine(Fields fields, Instant at) {
    this.fields = fields;
    this.at = at;
  }

  static String of(long operation, Instant at, Asked asked) {
    return GSON.toJson(
        new Fields(
            operation,
            at.toString(),
            asked.kind(),
            null,
            null,
            null,
            asked.cartId(),
            asked.requestId(),
            asked.productId(),
            asked.quantity() == 0 ? null : asked.quantity(),
            asked.orderId(),
            null,
            null,
            null));
  }

  static String of(long operation, Instant at, Told told) {
    return GSON.toJson(
        new Fields(
            operation,
            at.toString(),
            null,
            told.outcome(),
            told.attempts(),
            told.latency().toNanos() / NANOS_OF_MILLI,
            told.cartId(),
            null,
            null,
            null,
            told.orderId(),
            told.state(),
            told.orderId() == null ? null : told.total(),
            told.reason()));
  }

  /**
   * Reads a whole line.
   *
   * @throws IllegalArgumentException when it is none
   */
  static HistoryLine parse(String line) {
    try {
      Fields fields = GSON.fromJson(line, Fields.class);
      if (fields == null || fields.op() < 1 || fields.at() == null) {
        throw new IllegalArgumentException("neither asked nor told");
      }
      if ((fields.asked() == null) == (fields.told() == null)) {
        throw new IllegalArgumentException("asked and told, or neither");
      }
      return new HistoryLine(fields, Instant.parse(fields.at()));
    } catch (JsonParseException | java.time.DateTimeException e) {
      throw new IllegalArgumentException("not a line of a history", e);
    }
  }

  long operation() {
    return fields.op();
  }

  Instant at() {
    return at;
  }

  /** Null of a line that tells. */
  @Nullable Asked asked() {
    if (fields.asked() == null) {
      return null;
    }
    Integer quantity = fields.quantity();
    return new Asked(
        fields.asked(),
        fields.cart(),
        fields.request(),
        fields.product(),
        quantity == null ? 0 : quantity,
        fields.order());
  }

  /** Only of a line that tells. */
  Told told() {
    List<Status.Code> attempts = fields.attempts();
    Double millis = fields.millis();
    if (attempts == null || attempts.contains(null) || millis == null) {
      throw new IllegalArgumentException("told without attempts and their time");
    }
    Told told =
        new Told(
            attempts,
            Duration.ofNanos(Math.round(millis * NANOS_OF_MILLI)),
            fields.cart(),
            fields.order(),
            fields.state(),
            fields.total() == null ? 0 : fields.total(),
            fields.reason());
    if (told.outcome() != fields.told()) {
      throw new IllegalArgumentException(
          "told %s, but its attempts were %s"
              .formatted(String.valueOf(fields.told()).toLowerCase(Locale.ROOT), attempts));
    }
    return told;
  }
}
