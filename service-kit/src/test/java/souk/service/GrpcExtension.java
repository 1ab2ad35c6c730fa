// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * In-process gRPC servers that answer failures as a real server of the kit does. Register it as an
 * instance field; what a test serves ends with it.
 */
public final class GrpcExtension implements AfterEachCallback {
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Server> servers = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  /** Serves it, and gives a channel to it. The domain of {@code ErrorInfo} is "souk". */
  public ManagedChannel serve(BindableService... services) throws IOException {
    return serve(failure -> Optional.empty(), services);
  }

  /** The same, with a service's own mapping of failures. */
  public ManagedChannel serve(
      Function<Throwable, Optional<Refusal>> knownFailures, BindableService... services)
      throws IOException {
    String name = InProcessServerBuilder.generateName();
    InProcessServerBuilder server = InProcessServerBuilder.forName(name).executor(calls);
    StatusMapper mapper = new StatusMapper("souk", knownFailures, new Random(1));
    for (BindableService service : services) {
      server.addService(ServerInterceptors.intercept(service, new StatusServerInterceptor(mapper)));
    }
    servers.add(server.build().start());
    ManagedChannel channel = InProcessChannelBuilder.forName(name).executor(calls).build();
    channels.add(channel);
    return channel;
  }

  /** The call's failure; fails when it succeeds. */
  public static StatusRuntimeException failureOf(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException failure) {
      return failure;
    }
    throw new AssertionError("the call succeeded");
  }

  /** The code and the stable reason of a failure, as "NOT_FOUND PRODUCT_NOT_FOUND". */
  public static String codeAndReason(StatusRuntimeException failure) {
    Status.Code code = failure.getStatus().getCode();
    return detail(failure, ErrorInfo.class)
        .map(info -> code + " " + info.getReason())
        .orElse(code.toString());
  }

  /** The fields that a failure names. */
  public static List<String> fields(StatusRuntimeException failure) {
    return detail(failure, BadRequest.class).stream()
        .flatMap(badRequest -> badRequest.getFieldViolationsList().stream())
        .map(BadRequest.FieldViolation::getField)
        .toList();
  }

  /** A failure's detail of a type. */
  public static <D extends com.google.protobuf.Message> Optional<D> detail(
      StatusRuntimeException failure, Class<D> type) {
    com.google.rpc.Status status = StatusProto.fromThrowable(failure);
    if (status == null) {
      return Optional.empty();
    }
    for (Any any : status.getDetailsList()) {
      if (any.is(type)) {
        try {
          return Optional.of(any.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError("a detail can't be read", e);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    channels.forEach(ManagedChannel::shutdownNow);
    for (Server server : servers) {
      server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
    channels.clear();
    servers.clear();
  }
}
