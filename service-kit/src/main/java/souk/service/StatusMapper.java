// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import static java.util.Objects.requireNonNull;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.grpc.resilience.RetryPushback;

/**
 * The one place where a failure becomes a status.
 *
 * <table>
 * <caption>What is answered</caption>
 * <tr><td>{@link Refusal}</td><td>as it says</td></tr>
 * <tr><td>what the service's own function knows</td><td>as it says</td></tr>
 * <tr><td>a store that can't be reached, is restarting or is full up</td><td>UNAVAILABLE, reason STORE_UNAVAILABLE</td></tr>
 * <tr><td>another service's answer that a caller can do something about</td><td>the same code and details, without its other trailers</td></tr>
 * <tr><td>a connection to another service that broke, as UNKNOWN or INTERNAL made by grpc itself</td><td>UNAVAILABLE, reason DEPENDENCY_UNAVAILABLE</td></tr>
 * <tr><td>anything else</td><td>INTERNAL with an id that is in the log, and no detail</td></tr>
 * </table>
 *
 * <p>Thread-safe.
 */
public final class StatusMapper {
  private static final Logger log = LoggerFactory.getLogger(StatusMapper.class);

  /** What all our servers' errors have, and none that grpc makes. */
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final String domain;
  private final Function<Throwable, Optional<Refusal>> known;
  private final RandomGenerator random;

  /**
   * @param domain of {@code ErrorInfo}
   * @param known turns failures of the service's own libraries into refusals; empty for those it
   *     doesn't know
   */
  public StatusMapper(
      String domain, Function<Throwable, Optional<Refusal>> known, RandomGenerator random) {
    this.domain = domain;
    this.known = known;
    this.random = random;
  }

  /** The answer for a failure; never null, never carrying another server's trailers. */
  public StatusRuntimeException map(Throwable failure) {
    if (failure instanceof Refusal refusal) {
      return refusal.toStatusException(domain);
    }
    Optional<Refusal> refusal = known.apply(failure);
    if (refusal.isPresent()) {
      log.warn("refused: {}; {}", refusal.get().getMessage(), rootMessage(failure));
      return refusal.get().toStatusException(domain);
    }
    if (SqlFailures.isAway(failure)) {
      log.warn("the store is away: {}", rootMessage(failure));
      return Refusal.unavailable(
              "STORE_UNAVAILABLE", "a store can't be reached; repeat the same request")
          .toStatusException(domain);
    }
    if (failure instanceof StatusRuntimeException answer) {
      return ofDownstream(answer, answer.getStatus(), answer.getTrailers());
    }
    if (failure instanceof StatusException answer) {
      return ofDownstream(answer, answer.getStatus(), answer.getTrailers());
    }
    return internal(failure);
  }

  private StatusRuntimeException ofDownstream(
      Exception answer, Status status, @Nullable Metadata trailers) {
    if (isOfTheConnection(status, trailers)) {
      return away(status);
    }
    return switch (status.getCode()) {
      case INVALID_ARGUMENT,
          NOT_FOUND,
          FAILED_PRECONDITION,
          RESOURCE_EXHAUSTED,
          UNAVAILABLE,
          DEADLINE_EXCEEDED,
          CANCELLED -> {
        com.google.rpc.Status details = StatusProto.fromThrowable(answer);
        StatusRuntimeException own =
            details == null || details.getDetailsCount() == 0
                ? withoutDetails(status)
                : StatusProto.toStatusRuntimeException(details);
        if (status.getCode() == Status.Code.UNAVAILABLE) {
          // Tried again here already; if each layer did so too, they would multiply the load.
          RetryPushback.forbid(requireNonNull(own.getTrailers(), "trailers"));
        }
        yield own;
      }
      default -> internal(answer);
    };
  }

  /** An answer that grpc made itself, for example because no connection could be had. */
  private StatusRuntimeException withoutDetails(Status status) {
    if (status.getCode() == Status.Code.UNAVAILABLE) {
      return away(status);
    }
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      // grpc says which address it waited for, which is nobody's business outside.
      log.debug("no answer in time: {}", status.getDescription());
      return new StatusRuntimeException(
          Status.DEADLINE_EXCEEDED.withDescription("no answer in time; repeat the same request"),
          new Metadata());
    }
    return new StatusRuntimeException(
        Status.fromCode(status.getCode()).withDescription(status.getDescription()), new Metadata());
  }

  /**
   * When a server dies at the wrong moment, grpc says UNKNOWN ("channel closed") or INTERNAL (of
   * HTTP/2's error codes) in place of UNAVAILABLE. What became of the request is not known.
   */
  private static boolean isOfTheConnection(Status status, @Nullable Metadata trailers) {
    return (status.getCode() == Status.Code.UNKNOWN || status.getCode() == Status.Code.INTERNAL)
        && (trailers == null || !trailers.containsKey(DETAILS));
  }

  private StatusRuntimeException away(Status status) {
    log.warn("a service is away: {} {}", status.getCode(), status.getDescription());
    return Refusal.dependencyAway(
            "DEPENDENCY_UNAVAILABLE",
            "a service that is needed can't be reached; repeat the same request")
        .toStatusException(domain);
  }

  private StatusRuntimeException internal(Throwable failure) {
    byte[] bytes = new byte[4];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    log.error("internal error {}", id, failure);
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.INTERNAL.value())
            .setMessage("internal error " + id + "; it is in the server's log under this number")
            .build());
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
