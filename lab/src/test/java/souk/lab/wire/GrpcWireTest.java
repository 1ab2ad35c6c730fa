// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One wire to a gRPC server. */
@Timeout(30)
class GrpcWireTest {
  private static final Metadata.Key<String> NAME =
      Metadata.Key.of("name", Metadata.ASCII_STRING_MARSHALLER);

  private static final Weather TWICE = Weather.CLEAR.with(Passage.TWICE);

  private final AtomicReference<Weather> weather = new AtomicReference<>(TWICE);
  private final Traffic traffic = new Traffic();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final Queue<String> names = new ConcurrentLinkedQueue<>();
  private Server server;
  private Wire wire;
  private ManagedChannel channel;

  /** Knows everybody who has a name. */
  private final class Health extends HealthGrpc.HealthImplBase {
    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
      asked.add(request.getService());
      if (request.getService().isEmpty()) {
        answer.onError(Status.NOT_FOUND.withDescription("no name").asRuntimeException());
        return;
      }
      answer.onNext(HealthCheckResponse.getDefaultInstance());
      answer.onCompleted();
    }

    @Override
    public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
      asked.add(request.getService());
      answer.onNext(HealthCheckResponse.getDefaultInstance());
      answer.onNext(HealthCheckResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }

  private final class Names implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      names.add(String.valueOf(headers.get(NAME)));
      return next.startCall(call, headers);
    }
  }

  @BeforeEach
  void open() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(ServerInterceptors.intercept(new Health(), new Names()))
            .build()
            .start();
    InetSocketAddress target =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
    wire = Wire.open(() -> target, weather::get, traffic, new SplittableRandom(1));
    channel = NettyChannelBuilder.forAddress("127.0.0.1", wire.port()).usePlaintext().build();
  }

  @AfterEach
  void close() throws IOException {
    channel.shutdownNow();
    wire.close();
    server.shutdownNow();
  }

  private HealthGrpc.HealthBlockingStub caller() {
    return HealthGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  private static HealthCheckRequest request(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  @Test
  void call_withADeadline_isDeliveredTwiceWithItsHeaders() {
    Metadata headers = new Metadata();
    headers.put(NAME, "one");

    caller()
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .check(request("a"));

    await().until(() -> asked.size() == 2);
    assertThat(asked).containsExactly("a", "a");
    assertThat(names).containsExactly("one", "one");
    assertThat(traffic.repeats()).isEqualTo(1);
  }

  @Test
  void call_isRefused_theCallerHearsWhy() {
    assertThatThrownBy(() -> caller().check(request("")))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("NOT_FOUND: no name");
    await().until(() -> asked.size() == 2);
  }

  @Test
  void stream_thatMayLastForMinutes_isPassedOnOnce() {
    HealthGrpc.HealthBlockingStub patient =
        HealthGrpc.newBlockingStub(channel).withDeadlineAfter(5, TimeUnit.MINUTES);

    assertThat(patient.watch(request("b"))).toIterable().hasSize(2);

    assertThat(asked).containsExactly("b");
    assertThat(traffic.repeats()).isZero();
  }

  @Test
  void answersLost_onANewConnection_theCallIsHeardAndNotAnswered() {
    weather.set(Weather.ANSWERS_LOST);

    assertThatThrownBy(() -> caller().check(request("a")))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("UNAVAILABLE");

    assertThat(asked).containsExactly("a");
    assertThat(traffic.answersLost()).isEqualTo(1);
  }

  @Test
  void weather_becomesClear_callsAreDeliveredOnceAgain() {
    caller().check(request("a"));
    await().until(() -> asked.size() == 2);

    weather.set(Weather.CLEAR);

    await()
        .ignoreExceptions()
        .until(
            () -> {
              long before = traffic.repeats();
              caller().check(request("c"));
              return traffic.repeats() == before;
            });
  }
}
