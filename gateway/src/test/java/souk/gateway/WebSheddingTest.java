// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.ManagedChannel;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import souk.grpc.resilience.DeadlineServerInterceptor;
import souk.grpc.resilience.LoadSheddingInterceptor;

/** The shedding and the budgets of the web port, where threads come late or not at all. */
class WebSheddingTest {
  private static final Duration BUDGET = Duration.ofSeconds(60);

  private final ScheduledThreadPoolExecutor timer = Fronts.timer();
  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
  private Server server;
  private ManagedChannel channel;

  /** Serves the health service as if it were the shop. */
  private LoadSheddingInterceptor serve(int most, Duration budget, Executor executor) {
    LoadSheddingInterceptor shedding =
        new LoadSheddingInterceptor(most, "souk", LoadSheddingInterceptor::byContract, executor);
    server =
        Server.builder()
            .http(0)
            .requestTimeoutMillis(0)
            .service(
                GrpcService.builder()
                    .addService(
                        ServerInterceptors.intercept(
                            new HealthStatusManager().getHealthService(),
                            new DeadlineServerInterceptor(BUDGET, BUDGET),
                            shedding,
                            new RequestBudget(budget, budget, timer)))
                    .useClientTimeoutHeader(false)
                    .build())
            .build();
    server.start().join();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.activeLocalPort())
            .usePlaintext()
            .build();
    return shedding;
  }

  private HealthGrpc.HealthFutureStub health() {
    return HealthGrpc.newFutureStub(channel);
  }

  private Status.Code check() {
    try {
      HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
      return Status.Code.OK;
    } catch (io.grpc.StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.stop().join();
    timer.shutdownNow();
  }

  @Test
  void calls_allBeginLate_theLimitShrinks() {
    int most = 100;
    try (ScheduledExecutorService late = Executors.newScheduledThreadPool(8)) {
      LoadSheddingInterceptor shedding =
          serve(most, BUDGET, task -> late.schedule(task, 150, TimeUnit.MILLISECONDS));

      Awaitility.await()
          .until(
              () -> {
                for (int i = 0; i < 5; i++) {
                  var unused = health().check(HealthCheckRequest.getDefaultInstance());
                }
                return shedding.snapshot().limit() < most;
              });
    }
  }

  @Test
  void calls_refused_leaveNothingInTheTimer() {
    LoadSheddingInterceptor shedding = serve(1, BUDGET, held::add);
    var waiting = health().check(HealthCheckRequest.getDefaultInstance());
    Awaitility.await().until(() -> shedding.snapshot().underWay() == 1);

    for (int i = 0; i < 20; i++) {
      assertThat(check()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    assertThat(waiting).isNotDone();
    Awaitility.await().until(() -> timer.getQueue().size() == 1);
  }

  @Test
  void call_budgetEndsWhileItWaits_isNotBegun() {
    LoadSheddingInterceptor shedding = serve(1, Duration.ofMillis(50), held::add);
    var waiting = health().check(HealthCheckRequest.getDefaultInstance());
    Awaitility.await().until(() -> shedding.snapshot().underWay() == 1);
    Awaitility.await().until(() -> timer.getQueue().isEmpty());

    Awaitility.await()
        .until(
            () -> {
              for (Runnable task = held.poll(); task != null; task = held.poll()) {
                task.run();
              }
              return waiting.isDone();
            });

    assertThat(waiting)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withMessageContaining("DEADLINE_EXCEEDED");
  }
}
