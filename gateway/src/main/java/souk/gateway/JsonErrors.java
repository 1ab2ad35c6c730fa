// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.UnframedGrpcErrorHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.service.StatusMapper;

/**
 * Every error of the web port in one form, that of AIP-193: {@code {"error": {"code": 404,
 * "status": "NOT_FOUND", "message": ..., "details": [...]}}}, whether the shop answered it or the
 * request never got so far. Thread-safe.
 */
final class JsonErrors implements UnframedGrpcErrorHandler, ServerErrorHandler {
  private static final Logger log = LoggerFactory.getLogger(JsonErrors.class);
  private static final String DETAILS = "grpc-status-details-bin";
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .usingTypeRegistry(
              JsonFormat.TypeRegistry.newBuilder()
                  .add(ErrorInfo.getDescriptor())
                  .add(BadRequest.getDescriptor())
                  .add(RetryInfo.getDescriptor())
                  .build());

  private final StatusMapper mapper;

  JsonErrors(StatusMapper mapper) {
    this.mapper = mapper;
  }

  /** What the shop answered. */
  @Override
  public HttpResponse handle(
      ServiceRequestContext context, Status status, AggregatedHttpResponse answer) {
    String details = answer.trailers().get(DETAILS);
    if (details == null) {
      details = answer.headers().get(DETAILS);
    }
    return response(details == null ? plain(withCause(context, status)) : parse(details, status));
  }

  /** Of a body that is no such message, only the cause says what is wrong with it. */
  private static Status withCause(ServiceRequestContext context, Status status) {
    Throwable cause = context.log().partial().responseCause();
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof InvalidProtocolBufferException malformed) {
        return Status.INVALID_ARGUMENT.withDescription(malformed.getMessage());
      }
    }
    return status;
  }

  /** What went wrong outside of a gRPC method. */
  HttpResponse of(Throwable failure) {
    StatusRuntimeException answer = mapper.map(failure);
    com.google.rpc.Status details = StatusProto.fromThrowable(answer);
    return response(details == null ? plain(answer.getStatus()) : details);
  }

  @Override
  public @Nullable HttpResponse onServiceException(
      ServiceRequestContext context, Throwable failure) {
    // Armeria's own failures have a status, which renderStatus is asked to show.
    return failure instanceof com.linecorp.armeria.common.TimeoutException
            || failure instanceof com.linecorp.armeria.server.HttpStatusException
            || failure instanceof com.linecorp.armeria.server.HttpResponseException
            || failure instanceof com.linecorp.armeria.common.ContentTooLargeException
        ? null
        : of(failure);
  }

  /** What Armeria refused before it reached the shop: an unknown path, a wrong method, too much. */
  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    Status.Code code =
        switch (status.code()) {
          case 400, 406, 411, 415 -> Status.Code.INVALID_ARGUMENT;
          case 404 -> Status.Code.NOT_FOUND;
          case 405 -> Status.Code.UNIMPLEMENTED;
          case 413, 414, 429, 431 -> Status.Code.RESOURCE_EXHAUSTED;
          case 503 -> Status.Code.UNAVAILABLE;
          case 504 -> Status.Code.DEADLINE_EXCEEDED;
          default ->
              status.isClientError() ? Status.Code.FAILED_PRECONDITION : Status.Code.INTERNAL;
        };
    String message =
        switch (status.code()) {
          case 404 -> "no such path; the API is below /v1, its description at /docs";
          case 405 -> "the path does not take this method; the API's description is at /docs";
          case 413 -> "the request is larger than " + GrpcFront.MAX_MESSAGE_BYTES + " bytes";
          default -> description == null ? status.reasonPhrase() : description;
        };
    com.google.rpc.Status body =
        com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage(message).build();
    return AggregatedHttpResponse.of(jsonHeaders(status), HttpData.ofUtf8(json(body, status)));
  }

  private static com.google.rpc.Status parse(String base64, Status status) {
    try {
      return com.google.rpc.Status.parseFrom(Base64.getDecoder().decode(base64));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      log.warn("an error's details can't be read", e);
      return plain(status);
    }
  }

  private static com.google.rpc.Status plain(Status status) {
    String description = status.getDescription();
    return com.google.rpc.Status.newBuilder()
        .setCode(status.getCode().value())
        .setMessage(description == null ? status.getCode().name() : description)
        .build();
  }

  private static HttpResponse response(com.google.rpc.Status status) {
    HttpStatus httpStatus = httpStatus(Status.fromCodeValue(status.getCode()).getCode());
    return HttpResponse.of(jsonHeaders(httpStatus), HttpData.ofUtf8(json(status, httpStatus)));
  }

  private static ResponseHeaders jsonHeaders(HttpStatus status) {
    return ResponseHeaders.builder(status).contentType(MediaType.JSON_UTF_8).build();
  }

  private static String json(com.google.rpc.Status status, HttpStatus httpStatus) {
    JsonObject error;
    try {
      error = JsonParser.parseString(PRINTER.print(status)).getAsJsonObject();
    } catch (InvalidProtocolBufferException unknownDetail) {
      log.warn("an error has a detail of an unknown type", unknownDetail);
      error = new JsonObject();
      error.addProperty("message", status.getMessage());
    }
    error.addProperty("code", httpStatus.code());
    error.addProperty("status", Status.fromCodeValue(status.getCode()).getCode().name());
    JsonObject body = new JsonObject();
    body.add("error", error);
    return body.toString();
  }

  /** The mapping of google/rpc/code.proto. */
  private static HttpStatus httpStatus(Status.Code code) {
    return switch (code) {
      case OK -> HttpStatus.OK;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
      case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
      case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case ALREADY_EXISTS, ABORTED -> HttpStatus.CONFLICT;
      case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
      case CANCELLED -> HttpStatus.valueOf(499);
      case UNIMPLEMENTED -> HttpStatus.NOT_IMPLEMENTED;
      case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
      case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
      case UNKNOWN, INTERNAL, DATA_LOSS -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }
}
