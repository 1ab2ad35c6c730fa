// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with an error: the status, a stable reason, and what to do. Thrown by
 * a service's own code and turned into a {@code google.rpc.Status} in one place, {@link
 * StatusServerInterceptor}. It is an answer rather than a fault, so it has no stack trace.
 */
public final class Refusal extends RuntimeException {
  /** What is wrong with one field of a request. */
  public record Violation(String field, String description) {
    public Violation {
      requireNonNull(field, "field");
      requireNonNull(description, "description");
    }
  }

  private final Status.Code code;
  private final String reason;
  private final String explanation;
  private final Map<String, String> metadata;
  private final List<Violation> violations;
  private final @Nullable Duration retryAfter;

  private Refusal(
      Status.Code code,
      String reason,
      String explanation,
      Map<String, String> metadata,
      List<Violation> violations,
      @Nullable Duration retryAfter) {
    super(code + " " + reason + ": " + explanation, null, false, false);
    this.code = code;
    this.reason = reason;
    this.explanation = explanation;
    this.metadata = Map.copyOf(metadata);
    this.violations = List.copyOf(violations);
    this.retryAfter = retryAfter;
  }

  /** INVALID_ARGUMENT, reason INVALID_FIELD, naming each field. */
  public static Refusal invalidFields(List<Violation> violations) {
    if (violations.isEmpty()) {
      throw new IllegalArgumentException("no violations");
    }
    Violation first = violations.getFirst();
    String explanation = first.field() + ": " + first.description();
    return new Refusal(
        Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", explanation, Map.of(), violations, null);
  }

  /** INVALID_ARGUMENT, reason INVALID_FIELD, naming one field. */
  public static Refusal invalidField(String field, String description) {
    return invalidFields(List.of(new Violation(field, description)));
  }

  /** INVALID_ARGUMENT, reason REQUEST_ID_REUSED: the same id came with other content before. */
  public static Refusal requestIdReused(String field) {
    return invalidArgument(
        "REQUEST_ID_REUSED",
        field,
        "was used before with other content; make a new one for a new request");
  }

  /** INVALID_ARGUMENT with a reason of its own, naming one field. */
  public static Refusal invalidArgument(String reason, String field, String description) {
    return new Refusal(
        Status.Code.INVALID_ARGUMENT,
        reason,
        field + " " + description,
        Map.of(),
        List.of(new Violation(field, description)),
        null);
  }

  /** NOT_FOUND. */
  public static Refusal notFound(String reason, String explanation) {
    return new Refusal(Status.Code.NOT_FOUND, reason, explanation, Map.of(), List.of(), null);
  }

  /** FAILED_PRECONDITION: a business rule; the metadata says what the caller may need to go on. */
  public static Refusal failedPrecondition(
      String reason, String explanation, Map<String, String> metadata) {
    return new Refusal(
        Status.Code.FAILED_PRECONDITION, reason, explanation, metadata, List.of(), null);
  }

  /** RESOURCE_EXHAUSTED: a limit, and when to come back. */
  public static Refusal exhausted(String reason, String explanation, Duration retryAfter) {
    return new Refusal(
        Status.Code.RESOURCE_EXHAUSTED, reason, explanation, Map.of(), List.of(), retryAfter);
  }

  /** UNAVAILABLE: a part that is needed can't be reached; what was asked may or may not be done. */
  public static Refusal unavailable(String reason, String explanation) {
    return new Refusal(Status.Code.UNAVAILABLE, reason, explanation, Map.of(), List.of(), null);
  }

  public Status.Code code() {
    return code;
  }

  public String reason() {
    return reason;
  }

  /** This answer on the wire, with {@code ErrorInfo} of the given domain. */
  public StatusRuntimeException toStatusException(String domain) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage(explanation);
    status.addDetails(
        Any.pack(
            ErrorInfo.newBuilder()
                .setDomain(domain)
                .setReason(reason)
                .putAllMetadata(metadata)
                .build()));
    if (!violations.isEmpty()) {
      BadRequest.Builder badRequest = BadRequest.newBuilder();
      for (Violation violation : violations) {
        badRequest.addFieldViolations(
            BadRequest.FieldViolation.newBuilder()
                .setField(violation.field())
                .setDescription(violation.description())
                .setReason(reason));
      }
      status.addDetails(Any.pack(badRequest.build()));
    }
    if (retryAfter != null) {
      status.addDetails(
          Any.pack(
              RetryInfo.newBuilder()
                  .setRetryDelay(
                      com.google.protobuf.Duration.newBuilder()
                          .setSeconds(retryAfter.toSeconds())
                          .setNanos(retryAfter.toNanosPart()))
                  .build()));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }
}
