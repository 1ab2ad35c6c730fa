// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/**
 * Nobody knows what became of a call: it was done, or was not, or will be. Unknown is not no: the
 * only thing to conclude from it is to ask again.
 */
record Unanswered(Status.Code code, String why)
    implements Carts.CartResult,
        Catalog.PricesResult,
        Inventory.HoldResult,
        Payment.AuthorizeResult,
        StepResult {
  Unanswered {
    requireNonNull(code, "code");
    requireNonNull(why, "why");
  }

  static Unanswered of(Status status) {
    return of(status, "");
  }

  /** With the stable reason, where the other side gave one. */
  static Unanswered of(StatusRuntimeException failure) {
    return of(failure.getStatus(), reason(failure));
  }

  /**
   * Whether the other side refused this very request: a repeat will be refused as well, until
   * somebody has mended something. What became of earlier attempts is unknown all the same.
   */
  boolean isRefusal() {
    return switch (code) {
      case INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          OUT_OF_RANGE,
          UNIMPLEMENTED,
          UNAUTHENTICATED ->
          true;
      case OK,
          CANCELLED,
          UNKNOWN,
          DEADLINE_EXCEEDED,
          RESOURCE_EXHAUSTED,
          ABORTED,
          INTERNAL,
          UNAVAILABLE,
          DATA_LOSS ->
          false;
    };
  }

  private static Unanswered of(Status status, String reason) {
    StringBuilder why = new StringBuilder(status.getCode().name());
    if (!reason.isEmpty()) {
      why.append(' ').append(reason);
    }
    if (status.getDescription() != null) {
      why.append(": ").append(status.getDescription());
    }
    return new Unanswered(status.getCode(), why.toString());
  }

  private static String reason(StatusRuntimeException failure) {
    com.google.rpc.Status details = StatusProto.fromThrowable(failure);
    if (details == null) {
      return "";
    }
    try {
      for (com.google.protobuf.Any detail : details.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          return detail.unpack(ErrorInfo.class).getReason();
        }
      }
    } catch (InvalidProtocolBufferException e) {
      // Another process's bytes; the code itself still counts.
      return "";
    }
    return "";
  }
}
