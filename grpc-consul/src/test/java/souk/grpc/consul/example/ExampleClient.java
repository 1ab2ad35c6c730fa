// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul.example;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.util.concurrent.TimeUnit;

/** A client that needs nothing but the target: the resolver is found on the class path. */
public final class ExampleClient {
  private ExampleClient() {}

  /** Calls the service at the target, by default {@code consul:///greeter}, once. */
  public static void main(String[] args) {
    String target = args.length > 0 ? args[0] : "consul:///greeter";
    var channel = Grpc.newChannelBuilder(target, InsecureChannelCredentials.create()).build();
    try {
      var stub = HealthGrpc.newBlockingStub(channel).withDeadlineAfter(2, TimeUnit.SECONDS);
      System.out.println(stub.check(HealthCheckRequest.getDefaultInstance()).getStatus());
    } finally {
      channel.shutdownNow();
    }
  }
}
