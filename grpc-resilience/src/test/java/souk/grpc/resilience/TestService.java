// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Four methods, one of each kind, that answer as the test has told, and an echo when it has told
 * nothing.
 */
final class TestService {

  static final MethodDescriptor<String, String> READ = method("Read", MethodType.UNARY, true, true);
  static final MethodDescriptor<String, String> PUT = method("Put", MethodType.UNARY, true, false);
  static final MethodDescriptor<String, String> POST =
      method("Post", MethodType.UNARY, false, false);
  static final MethodDescriptor<String, String> WATCH =
      method("Watch", MethodType.SERVER_STREAMING, true, true);

  /** What the service does with one request. */
  interface Behaviour {
    void answer(String request, StreamObserver<String> answers);
  }

  /** What the server saw of one attempt. */
  record Received(String method, Metadata headers, long leftMillis, Context context) {}

  private final Queue<Behaviour> script = new ConcurrentLinkedQueue<>();
  private volatile Behaviour otherwise = TestService::echo;
  final List<Received> received = new CopyOnWriteArrayList<>();

  TestService then(Behaviour behaviour) {
    script.add(behaviour);
    return this;
  }

  TestService thenFail(Status status) {
    return thenFail(status, new Metadata());
  }

  TestService thenFail(Status status, Metadata trailers) {
    return then((request, answers) -> answers.onError(status.asRuntimeException(trailers)));
  }

  TestService thenHang() {
    return then((request, answers) -> {});
  }

  TestService thenEcho() {
    return then(TestService::echo);
  }

  /** From now on an echo again. */
  void forget() {
    script.clear();
    otherwise = TestService::echo;
  }

  /** From now on, when nothing else was told. */
  void always(Behaviour behaviour) {
    otherwise = behaviour;
  }

  ServerServiceDefinition bind() {
    ServerServiceDefinition plain =
        ServerServiceDefinition.builder("test.Service")
            .addMethod(READ, ServerCalls.asyncUnaryCall(this::answer))
            .addMethod(PUT, ServerCalls.asyncUnaryCall(this::answer))
            .addMethod(POST, ServerCalls.asyncUnaryCall(this::answer))
            .addMethod(WATCH, ServerCalls.asyncServerStreamingCall(this::answer))
            .build();
    return ServerInterceptors.intercept(plain, new Recorder());
  }

  private void answer(String request, StreamObserver<String> answers) {
    Behaviour behaviour = script.poll();
    if (behaviour == null) {
      otherwise.answer(request, answers);
    } else {
      behaviour.answer(request, answers);
    }
  }

  static void echo(String request, StreamObserver<String> answers) {
    answers.onNext(request);
    answers.onCompleted();
  }

  private static MethodDescriptor<String, String> method(
      String name, MethodType type, boolean idempotent, boolean safe) {
    return MethodDescriptor.<String, String>newBuilder(new Text(), new Text())
        .setFullMethodName("test.Service/" + name)
        .setType(type)
        .setIdempotent(idempotent)
        .setSafe(safe)
        .build();
  }

  private final class Recorder implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      Deadline deadline = Context.current().getDeadline();
      received.add(
          new Received(
              call.getMethodDescriptor().getBareMethodName(),
              headers,
              deadline == null ? -1 : deadline.timeRemaining(TimeUnit.MILLISECONDS),
              Context.current()));
      return next.startCall(call, headers);
    }
  }

  private static final class Text implements Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
