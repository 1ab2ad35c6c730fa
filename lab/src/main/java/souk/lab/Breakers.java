// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab;

import com.google.protobuf.Empty;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.util.List;
import java.util.concurrent.TimeUnit;
import souk.lab.process.LabException;

/**
 * The circuit breakers of one instance, asked over its own port. Each call blocks for two seconds
 * at most.
 */
final class Breakers {
  private static final String SERVICE = "souk.service.Breakers";
  private static final long DEADLINE_SECONDS = 2;

  private final String instance;
  private final String address;

  /**
   * A breaker.
   *
   * @param name its target and class of methods, such as {@code catalog/read}
   * @param state such as {@code closed} or {@code forced_open}
   */
  record Breaker(String name, String state) {
    private static Breaker of(Struct message) {
      return new Breaker(text(message, "breaker"), text(message, "state"));
    }

    private static String text(Struct message, String field) {
      return message.getFieldsOrDefault(field, Value.getDefaultInstance()).getStringValue();
    }
  }

  /**
   * @param address host:port
   */
  Breakers(String instance, String address) {
    this.instance = instance;
    this.address = address;
  }

  /** All of them. */
  List<Breaker> list() {
    return ask("List", Empty.getDefaultInstance(), ListValue.getDefaultInstance())
        .getValuesList()
        .stream()
        .map(each -> Breaker.of(each.getStructValue()))
        .toList();
  }

  /**
   * Takes one out of its own hands, or gives it back.
   *
   * @param control open, closed or automatic
   */
  Breaker control(String name, String control) {
    Struct asked =
        Struct.newBuilder()
            .putFields("breaker", Value.newBuilder().setStringValue(name).build())
            .putFields("control", Value.newBuilder().setStringValue(control).build())
            .build();
    return Breaker.of(ask("Control", asked, Struct.getDefaultInstance()));
  }

  private <Q extends Message, A extends Message> A ask(String method, Q question, A none) {
    MethodDescriptor<Q, A> descriptor =
        MethodDescriptor.newBuilder(request(question), ProtoUtils.marshaller(none))
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, method))
            .build();
    ManagedChannel channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
    try {
      return ClientCalls.blockingUnaryCall(
          channel,
          descriptor,
          CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS),
          question);
    } catch (StatusRuntimeException failure) {
      Status status = failure.getStatus();
      String why =
          status.getCode() == Status.Code.NOT_FOUND
              ? String.valueOf(status.getDescription())
              : "no answer: " + status.getCode();
      throw new LabException(instance + ": " + why, failure);
    } finally {
      channel.shutdownNow();
    }
  }

  @SuppressWarnings("unchecked")
  private static <Q extends Message> MethodDescriptor.Marshaller<Q> request(Q question) {
    return ProtoUtils.marshaller((Q) question.getDefaultInstanceForType());
  }
}
