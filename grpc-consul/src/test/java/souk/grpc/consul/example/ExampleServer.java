// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul.example;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import souk.grpc.consul.ConsulAgent;
import souk.grpc.consul.ConsulRegistration;
import souk.grpc.consul.ServiceInstance;

/** A server that Consul knows from when it listens until just before it stops listening. */
public final class ExampleServer {
  private ExampleServer() {}

  /** Runs until end of input. */
  public static void main(String[] args) throws Exception {
    var health = new HealthStatusManager();
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .addService(health.getHealthService()) // for Consul's check; yours go beside it
            .build()
            .start();
    var agent = ConsulAgent.fromEnvironment(System.getenv());
    var instance = ServiceInstance.of("greeter", "greeter-1", "127.0.0.1", server.getPort());
    try (var registration = ConsulRegistration.start(agent, instance)) { // returns at once
      System.in.transferTo(System.out);
      System.out.println("leaving; registered: " + registration.registered());
    } // deregistered, within 3 s
    health.enterTerminalState();
    server.shutdown().awaitTermination(5, TimeUnit.SECONDS);
  }
}
