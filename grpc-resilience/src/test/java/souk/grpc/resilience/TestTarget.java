// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server with the {@link TestService} and a channel to it, all on the test's thread and time. */
final class TestTarget implements BeforeEachCallback, AfterEachCallback {

  static final String DOMAIN = "test.example";

  final ManualTime time = new ManualTime();
  final TestService service = new TestService();
  private Server server;
  private ManagedChannel bare;

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name)
            .directExecutor()
            .scheduledExecutorService(time)
            .deadlineTicker(time.ticker())
            .addService(service.bind())
            .build()
            .start();
    bare =
        InProcessChannelBuilder.forName(name)
            .directExecutor()
            .scheduledExecutorService(time)
            .disableRetry()
            .build();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    bare.shutdownNow();
    server.shutdownNow();
  }

  Channel bare() {
    return bare;
  }

  ClientResilience resilience(UnaryOperator<ClientResilience.Builder> settings) {
    ClientResilience.Builder builder =
        ClientResilience.forTarget("test", DOMAIN)
            .ticker(time.ticker())
            .timer(time)
            .executor(Runnable::run)
            .random(new Random(42));
    return settings.apply(builder).build();
  }

  static Future<String> call(Channel channel, MethodDescriptor<String, String> method) {
    return ClientCalls.futureUnaryCall(channel.newCall(method, CallOptions.DEFAULT), "hello");
  }

  /** How the call ended that must have ended by now. */
  static StatusRuntimeException errorOf(Future<String> call) throws InterruptedException {
    if (!call.isDone()) {
      throw new AssertionError("the call is still under way");
    }
    try {
      throw new AssertionError("answered: " + call.get());
    } catch (ExecutionException e) {
      return (StatusRuntimeException) e.getCause();
    }
  }

  static Status.Code codeOf(Future<String> call) throws InterruptedException {
    return errorOf(call).getStatus().getCode();
  }
}
