// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@code google.rpc} details in trailers. What can't be read is taken as not said.
 */
final class ErrorDetails {

  static final long UNSAID = -1;

  private static final Metadata.Key<com.google.rpc.Status> KEY =
      Metadata.Key.of(
          "grpc-status-details-bin",
          ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));
  private static final long MOST_SECONDS = TimeUnit.DAYS.toSeconds(365);

  private ErrorDetails() {}

  static @Nullable ErrorInfo errorInfo(Metadata trailers) {
    return find(trailers, ErrorInfo.class);
  }

  static @Nullable RetryInfo retryInfo(Metadata trailers) {
    return find(trailers, RetryInfo.class);
  }

  /** What RetryInfo asks to wait, in nanoseconds, or {@link #UNSAID}. */
  static long retryDelayNanos(Metadata trailers) {
    RetryInfo info = retryInfo(trailers);
    if (info == null) {
      return UNSAID;
    }
    Duration delay = info.getRetryDelay();
    long seconds = Math.clamp(delay.getSeconds(), 0, MOST_SECONDS);
    return TimeUnit.SECONDS.toNanos(seconds) + Math.clamp(delay.getNanos(), 0, 999_999_999);
  }

  static RetryInfo retryAfter(long nanos) {
    return RetryInfo.newBuilder()
        .setRetryDelay(
            Duration.newBuilder()
                .setSeconds(nanos / 1_000_000_000)
                .setNanos((int) (nanos % 1_000_000_000)))
        .build();
  }

  static void put(Metadata trailers, Status status, Message... details) {
    com.google.rpc.Status.Builder rpc =
        com.google.rpc.Status.newBuilder().setCode(status.getCode().value());
    if (status.getDescription() != null) {
      rpc.setMessage(status.getDescription());
    }
    for (Message detail : details) {
      rpc.addDetails(Any.pack(detail));
    }
    trailers.put(KEY, rpc.build());
  }

  private static <T extends Message> @Nullable T find(Metadata trailers, Class<T> type) {
    if (!trailers.containsKey(KEY)) {
      return null;
    }
    try {
      com.google.rpc.Status rpc = trailers.get(KEY);
      if (rpc != null) {
        for (Any detail : rpc.getDetailsList()) {
          if (detail.is(type)) {
            return detail.unpack(type);
          }
        }
      }
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      // Bytes from another process that are no google.rpc.Status: the status code itself still
      // counts.
      return null;
    }
    return null;
  }
}
