// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import com.google.protobuf.Empty;
import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.grpc.resilience.BreakerControl;
import souk.grpc.resilience.BreakerSnapshot;
import souk.grpc.resilience.ClientResilience;

/**
 * The process's circuit breakers in an operator's hands. Its messages are protobuf's own, so that
 * it needs no contract and no generated code:
 *
 * <ul>
 *   <li>{@code souk.service.Breakers/List}: of {@code Empty} a list of {@code {breaker, state}};
 *   <li>{@code souk.service.Breakers/Control}: of {@code {breaker, control}}, where control is
 *       {@code open}, {@code closed} or {@code automatic}, the breaker as it is then. Idempotent. A
 *       name that there isn't is NOT_FOUND, and told with those that there are.
 * </ul>
 */
final class BreakersService implements BindableService {
  private static final Logger log = LoggerFactory.getLogger(BreakersService.class);
  private static final String SERVICE = "souk.service.Breakers";
  private static final String READ = "/read";
  private static final Pattern CONTROLS = Pattern.compile("open|closed|automatic");

  private static final MethodDescriptor<Empty, ListValue> LIST =
      MethodDescriptor.newBuilder(
              ProtoUtils.marshaller(Empty.getDefaultInstance()),
              ProtoUtils.marshaller(ListValue.getDefaultInstance()))
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "List"))
          .setSafe(true)
          .build();
  private static final MethodDescriptor<Struct, Struct> CONTROL =
      MethodDescriptor.newBuilder(
              ProtoUtils.marshaller(Struct.getDefaultInstance()),
              ProtoUtils.marshaller(Struct.getDefaultInstance()))
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Control"))
          .setIdempotent(true)
          .build();

  private final Collection<ClientResilience> targets;

  /**
   * @param targets may grow; thread-safe
   */
  BreakersService(Collection<ClientResilience> targets) {
    this.targets = targets;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            LIST,
            ServerCalls.asyncUnaryCall(
                (nothing, observer) -> {
                  observer.onNext(list());
                  observer.onCompleted();
                }))
        .addMethod(
            CONTROL,
            ServerCalls.asyncUnaryCall(
                (asked, observer) -> {
                  observer.onNext(control(text(asked, "breaker"), text(asked, "control")));
                  observer.onCompleted();
                }))
        .build();
  }

  private ListValue list() {
    ListValue.Builder all = ListValue.newBuilder();
    breakers()
        .forEach(breaker -> all.addValues(Value.newBuilder().setStructValue(message(breaker))));
    return all.build();
  }

  private Struct control(String name, String asked) {
    BreakerControl control = controlOf(asked);
    ClientResilience target =
        targets.stream()
            .filter(each -> find(each, name).isPresent())
            .findFirst()
            .orElseThrow(() -> unknown(name));
    target.control(name.endsWith(READ), control);
    log.atWarn()
        .addKeyValue("breaker", name)
        .addKeyValue("control", control)
        .log("circuit breaker {}: an operator makes it {}", name, asked);
    return message(find(target, name).orElseThrow());
  }

  private static Optional<BreakerSnapshot> find(ClientResilience target, String name) {
    return target.breakers().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  private static BreakerControl controlOf(String asked) {
    new RequestChecks()
        .matches("control", asked, CONTROLS, "open, closed or automatic")
        .refuseIfAny();
    return BreakerControl.valueOf(asked.toUpperCase(Locale.ROOT));
  }

  private RuntimeException unknown(String name) {
    List<String> names = breakers().map(BreakerSnapshot::name).sorted().toList();
    return Refusal.notFound(
        "BREAKER_NOT_FOUND", "there is no breaker '" + name + "'; there are " + names);
  }

  private Stream<BreakerSnapshot> breakers() {
    return targets.stream().flatMap(target -> target.breakers().stream());
  }

  private static Struct message(BreakerSnapshot breaker) {
    return Struct.newBuilder()
        .putFields("breaker", value(breaker.name()))
        .putFields("state", value(breaker.state().name().toLowerCase(Locale.ROOT)))
        .build();
  }

  private static Value value(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static String text(Struct struct, String field) {
    return struct.getFieldsOrDefault(field, Value.getDefaultInstance()).getStringValue();
  }
}
