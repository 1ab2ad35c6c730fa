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
import souk.grpc.resilience.RetryPushback;

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

  /**
   * What some answers have besides code, reason and explanation.
   *
   * @param triedAlready whether callers must not try again, since this service did so already
   */
  private record Details(
      Map<String, String> metadata,
      List<Violation> violations,
      @Nullable Duration retryAfter,
      boolean triedAlready) {
    static final Details NONE = new Details(Map.of(), List.of(), null, false);
    static final Details TRIED_ALREADY = new Details(Map.of(), List.of(), null, true);

    static Details of(List<Violation> violations) {
      return new Details(Map.of(), List.copyOf(violations), null, false);
    }

    static Details of(Map<String, String> metadata) {
      return new Details(Map.copyOf(metadata), List.of(), null, false);
    }

    static Details of(Duration retryAfter) {
      return new Details(Map.of(), List.of(), retryAfter, false);
    }
  }

  private final Status.Code code;
  private final String reason;
  private final String explanation;
  private final transient Details details;

  private Refusal(Status.Code code, String reason, String explanation, Details details) {
    super(code + " " + reason + ": " + explanation, null, false, false);
    this.code = code;
    this.reason = reason;
    this.explanation = explanation;
    this.details = details;
  }

  /** INVALID_ARGUMENT, reason INVALID_FIELD, naming each field. */
  public static Refusal invalidFields(List<Violation> violations) {
    if (violations.isEmpty()) {
      throw new IllegalArgumentException("no violations");
    }
    Violation first = violations.getFirst();
    String explanation = first.field() + ": " + first.description();
    return new Refusal(
        Status.Code.INVALID_ARGUMENT, "INVALID_FIELD", explanation, Details.of(violations));
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
        Details.of(List.of(new Violation(field, description))));
  }

  /** NOT_FOUND. */
  public static Refusal notFound(String reason, String explanation) {
    return new Refusal(Status.Code.NOT_FOUND, reason, explanation, Details.NONE);
  }

  /** FAILED_PRECONDITION: a business rule; the metadata says what the caller may need to go on. */
  public static Refusal failedPrecondition(
      String reason, String explanation, Map<String, String> metadata) {
    return new Refusal(Status.Code.FAILED_PRECONDITION, reason, explanation, Details.of(metadata));
  }

  /** RESOURCE_EXHAUSTED: a limit, and when to come back. */
  public static Refusal exhausted(String reason, String explanation, Duration retryAfter) {
    return new Refusal(Status.Code.RESOURCE_EXHAUSTED, reason, explanation, Details.of(retryAfter));
  }

  /** UNAVAILABLE: a part that is needed can't be reached; what was asked may or may not be done. */
  public static Refusal unavailable(String reason, String explanation) {
    return new Refusal(Status.Code.UNAVAILABLE, reason, explanation, Details.NONE);
  }

  /**
   * UNAVAILABLE, and callers are told not to try again at once: something behind this service is
   * away, which this service has tried for as long as it may. Callers' breakers don't count it.
   */
  public static Refusal dependencyAway(String reason, String explanation) {
    return new Refusal(Status.Code.UNAVAILABLE, reason, explanation, Details.TRIED_ALREADY);
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
                .putAllMetadata(details.metadata())
                .build()));
    if (!details.violations().isEmpty()) {
      BadRequest.Builder badRequest = BadRequest.newBuilder();
      for (Violation violation : details.violations()) {
        badRequest.addFieldViolations(
            BadRequest.FieldViolation.newBuilder()
                .setField(violation.field())
                .setDescription(violation.description())
                .setReason(reason));
      }
      status.addDetails(Any.pack(badRequest.build()));
    }
    Duration retryAfter = details.retryAfter();
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
    StatusRuntimeException answer = StatusProto.toStatusRuntimeException(status.build());
    if (details.triedAlready()) {
      RetryPushback.forbid(requireNonNull(answer.getTrailers(), "trailers"));
    }
    return answer;
  }
}
