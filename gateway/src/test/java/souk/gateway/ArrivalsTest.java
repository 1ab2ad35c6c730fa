// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.ManagedChannel;
import io.grpc.ServerInterceptors;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import souk.grpc.resilience.LoadSheddingInterceptor;

/** That the web port's calls count when it is about how long calls wait. */
class ArrivalsTest {
  private static final int MOST = 100;

  /** As threads are in an overload. */
  private static final class LateThreads extends ScheduledThreadPoolExecutor {
    LateThreads() {
      super(8);
    }

    @Override
    public void execute(Runnable task) {
      schedule(task, 150, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void calls_allBeginLate_theLimitShrinks() {
    LoadSheddingInterceptor shedding =
        new LoadSheddingInterceptor(MOST, "souk", LoadSheddingInterceptor::byContract);
    try (LateThreads threads = new LateThreads();
        Server server =
            Server.builder()
                .http(0)
                .blockingTaskExecutor(threads, false)
                .service(
                    GrpcService.builder()
                        .addService(
                            ServerInterceptors.intercept(
                                ServerInterceptors.intercept(
                                    new HealthStatusManager().getHealthService(), shedding),
                                new Arrivals()))
                        .useBlockingTaskExecutor(true)
                        .build())
                .build()) {
      server.start().join();
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.activeLocalPort())
              .usePlaintext()
              .build();
      HealthGrpc.HealthFutureStub health =
          HealthGrpc.newFutureStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);

      Awaitility.await()
          .until(
              () -> {
                for (int i = 0; i < 5; i++) {
                  var unused = health.check(HealthCheckRequest.getDefaultInstance());
                }
                return shedding.snapshot().limit() < MOST;
              });
      channel.shutdownNow();
    }
  }
}
