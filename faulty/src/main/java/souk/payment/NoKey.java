// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import souk.acquirer.v1.AuthorizeRequest;
import souk.service.ServiceMain;

/** Asks the acquirer again as if it had never asked: a repeated authorisation has a new key. */
public final class NoKey implements ClientInterceptor {
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();

  private NoKey() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(
        settings ->
            PaymentServer.start(
                settings,
                (instance, config, jdbi, toAcquirer, random) -> {
                  Channel keyless = ClientInterceptors.intercept(toAcquirer, new NoKey());
                  return PaymentEngine.start(instance, config, jdbi, keyless, random);
                }));
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void sendMessage(Q message) {
        super.sendMessage(
            message instanceof AuthorizeRequest authorize
                ? method
                    .getRequestMarshaller()
                    .parse(withItsOwnKey(authorize).toByteString().newInput())
                : message);
      }
    };
  }

  private AuthorizeRequest withItsOwnKey(AuthorizeRequest request) {
    int times = asked.merge(request.getKey(), 1, Integer::sum);
    return times == 1
        ? request
        : request.toBuilder().setKey(request.getKey() + "-" + times).build();
  }
}
