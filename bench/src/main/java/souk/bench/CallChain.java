// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.bench;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.NameResolverRegistry;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import souk.grpc.resilience.ClientResilience;
import souk.grpc.resilience.balancing.EjectingLoadBalancerProvider;

/**
 * A unary call to one of two servers in this process, bare and with everything that grpc-resilience
 * puts before it. All of it runs on the calling thread, the servers' part too, which is the same
 * for all; the difference is what the library costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallChain {
  /** As long as a product is. */
  private static final int ANSWER_BYTES = 190;

  private static final MethodDescriptor<byte[], byte[]> READ =
      MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
          .setFullMethodName("bench.Service/Read")
          .setType(MethodDescriptor.MethodType.UNARY)
          .setIdempotent(true)
          .setSafe(true)
          .build();

  private final byte[] question = new byte[20];
  private final byte[] answer = new byte[ANSWER_BYTES];
  private final TwoServers two = new TwoServers();
  private final List<Server> servers = new ArrayList<>();
  private final ManagedChannel plain;
  private final ManagedChannel balanced;
  private final Channel interceptors;
  private final Channel everything;

  /** Makes the channels, which connect when they are used. */
  public CallChain() {
    NameResolverRegistry.getDefaultRegistry().register(two);
    plain = channel("round_robin");
    balanced = channel(EjectingLoadBalancerProvider.NAME);
    interceptors = resilience().wrap(plain);
    everything = resilience().wrap(balanced);
  }

  /** Starts the servers. */
  @Setup
  public void start() throws IOException {
    for (String name : TwoServers.NAMES) {
      servers.add(
          InProcessServerBuilder.forName(name)
              .directExecutor()
              .addService(
                  ServerServiceDefinition.builder("bench.Service")
                      .addMethod(
                          READ,
                          ServerCalls.asyncUnaryCall(
                              (asked, observer) -> {
                                observer.onNext(answer);
                                observer.onCompleted();
                              }))
                      .build())
              .build()
              .start());
    }
  }

  /** Ends them. */
  @TearDown
  public void stop() {
    plain.shutdownNow();
    balanced.shutdownNow();
    servers.forEach(Server::shutdownNow);
    NameResolverRegistry.getDefaultRegistry().deregister(two);
  }

  /** grpc-java alone. */
  @Benchmark
  public byte[] bare() {
    return call(plain, CallOptions.DEFAULT);
  }

  /** grpc-java alone, with a deadline, which a caller of a service always sets. */
  @Benchmark
  public byte[] bareWithDeadline() {
    return call(plain, CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.SECONDS));
  }

  /** The interceptors alone: breaker, bulkhead, deadline, retry. */
  @Benchmark
  public byte[] interceptors() {
    return call(interceptors, CallOptions.DEFAULT);
  }

  /** The interceptors, and the balancer that watches each attempt. */
  @Benchmark
  public byte[] everything() {
    return call(everything, CallOptions.DEFAULT);
  }

  private byte[] call(Channel channel, CallOptions options) {
    return ClientCalls.blockingUnaryCall(channel, READ, options, question);
  }

  private static ClientResilience resilience() {
    return ClientResilience.forTarget("bench", "bench.example")
        .deadline(Duration.ofSeconds(2))
        .build();
  }

  private static ManagedChannel channel(String policy) {
    return InProcessChannelBuilder.forTarget(TwoServers.TARGET)
        .defaultLoadBalancingPolicy(policy)
        .disableRetry()
        .directExecutor()
        .build();
  }
}
