// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The README's example, made to run: keep both the same. */
class ReadmeExampleTest {

  @Test
  void example_serverFailsOnce_callIsAnswered() throws Exception {
    TestService service = new TestService().thenFail(Status.UNAVAILABLE);
    Server server =
        InProcessServerBuilder.forName("readme")
            .addService(service.bind())
            .intercept(new DeadlineServerInterceptor(Duration.ofSeconds(5), Duration.ofMinutes(5)))
            .build()
            .start();
    ManagedChannel channel = InProcessChannelBuilder.forName("readme").disableRetry().build();
    try {
      ClientResilience resilience =
          ClientResilience.forTarget("library", "books.example")
              .deadline(Duration.ofSeconds(2))
              .retry(RetryPolicy.DEFAULT.withMaxAttempts(2))
              .writeBreaker(BreakerPolicy.DEFAULT.withSlowCalls(80, Duration.ofSeconds(4)))
              .build();
      Channel library = resilience.wrap(channel);

      assertThat(
              ClientCalls.blockingUnaryCall(
                  library, TestService.READ, CallOptions.DEFAULT, "hello"))
          .isEqualTo("hello");
      assertThat(resilience.breakers()).extracting(BreakerSnapshot::name).contains("library/read");
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }
}
