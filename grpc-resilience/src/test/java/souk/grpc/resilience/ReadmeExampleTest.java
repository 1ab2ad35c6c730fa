// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import souk.grpc.resilience.balancing.EjectingLoadBalancerProvider;

/** The README's examples, made to run. */
class ReadmeExampleTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void example_serverFailsOnce_callIsAnswered() throws Exception {
    callOnceWithoutDeadline();
    Server server = serve(new TestService().thenFail(Status.UNAVAILABLE).bind());
    try {
      ask("dns:///127.0.0.1:" + server.getPort(), InsecureChannelCredentials.create());
    } finally {
      server.shutdownNow();
    }
  }

  @Test
  void readme_itsJava_isWhatRunsHere() throws Exception {
    String here =
        Files.readString(
            Path.of(
                "src/test/java", ReadmeExampleTest.class.getName().replace('.', '/') + ".java"));
    List<String> shown =
        JAVA.matcher(Files.readString(Path.of("README.md")))
            .results()
            .map((MatchResult block) -> withoutIndents(block.group(1)))
            .toList();

    assertThat(shown).hasSize(2).allSatisfy(s -> assertThat(withoutIndents(here)).contains(s));
  }

  /** What only the first call of a JVM has to do is not the example's. */
  private static void callOnceWithoutDeadline() throws IOException {
    Server server = serve(new TestService().bind());
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                "dns:///127.0.0.1:" + server.getPort(), InsecureChannelCredentials.create())
            .build();
    try {
      LibraryGrpc.newBlockingStub(channel).getBook("Moby-Dick");
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  private static void ask(String target, ChannelCredentials credentials) {
    String request = "Moby-Dick";
    ManagedChannel channel =
        Grpc.newChannelBuilder(target, credentials)
            .defaultLoadBalancingPolicy(EjectingLoadBalancerProvider.NAME)
            .disableRetry() // grpc's own would multiply these
            .build();
    ClientResilience resilience =
        ClientResilience.forTarget("library", "books.example")
            .deadline(Duration.ofSeconds(2))
            .retry(RetryPolicy.DEFAULT.withMaxAttempts(2))
            .writeBreaker(BreakerPolicy.DEFAULT.withSlowCalls(80, Duration.ofSeconds(4)))
            .build(); // one for each target and process; thread-safe
    Channel library = resilience.wrap(channel); // make stubs on this

    Book book = LibraryGrpc.newBlockingStub(library).getBook(request);
    List<BreakerSnapshot> shown = resilience.breakers(); // library/read, library/write: CLOSED

    channel.shutdownNow();
    assertThat(book.title()).isEqualTo(request);
    assertThat(shown)
        .extracting(snapshot -> snapshot.name() + " " + snapshot.state())
        .containsExactly("library/read CLOSED", "library/write CLOSED");
  }

  private static Server serve(ServerServiceDefinition service) throws IOException {
    var shedding =
        new LoadSheddingInterceptor(
            512,
            "books.example",
            LoadSheddingInterceptor::byContract,
            Executors.newVirtualThreadPerTaskExecutor()); // for what is let in
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .directExecutor() // what is too much is refused before it needs a thread
            .addService( // not so the health service
                ServerInterceptors.intercept(
                    service,
                    new DeadlineServerInterceptor(Duration.ofSeconds(5), Duration.ofMinutes(5)),
                    shedding)) // the outermost
            .build()
            .start();
    return server;
  }

  /** As generated stubs are used, over the methods of the {@link TestService}. */
  private record LibraryGrpc(Channel channel) {
    static LibraryGrpc newBlockingStub(Channel channel) {
      return new LibraryGrpc(channel);
    }

    Book getBook(String title) {
      return new Book(
          ClientCalls.blockingUnaryCall(channel, TestService.READ, CallOptions.DEFAULT, title));
    }
  }

  private record Book(String title) {}

  private static String withoutIndents(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
