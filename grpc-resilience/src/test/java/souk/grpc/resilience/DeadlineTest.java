// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static souk.grpc.resilience.TestTarget.call;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call has a deadline, on both sides, and none extends what it inherits. */
class DeadlineTest {

  @RegisterExtension final TestTarget target = new TestTarget();

  private Channel channel() {
    return target
        .resilience(
            settings ->
                settings
                    .deadline(Duration.ofSeconds(3))
                    .streamDeadline(Duration.ofSeconds(60))
                    .retry(RetryPolicy.DEFAULT.withMaxAttempts(1)))
        .wrap(target.bare());
  }

  private long leftMillis() {
    return target.service.received.get(0).leftMillis();
  }

  private CallOptions within(Duration time) {
    return CallOptions.DEFAULT.withDeadline(
        Deadline.after(time.toMillis(), TimeUnit.MILLISECONDS, target.time.ticker()));
  }

  private void callInContextOf(Duration left, CallOptions options) {
    Context.CancellableContext context =
        Context.current()
            .withDeadline(
                Deadline.after(left.toMillis(), TimeUnit.MILLISECONDS, target.time.ticker()),
                target.time);
    context.run(
        () -> ClientCalls.futureUnaryCall(channel().newCall(TestService.POST, options), "hello"));
    context.cancel(null);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void deadlines_notPositive_areRefused(long nanos) {
    Duration bad = Duration.ofNanos(nanos);
    Duration good = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new DeadlineServerInterceptor(bad, good))
        .hasMessageContaining("unary: ");
    assertThatThrownBy(() -> new DeadlineServerInterceptor(good, bad))
        .hasMessageContaining("streaming: ");
    var builder = ClientResilience.forTarget("test", "test.example");
    assertThatThrownBy(() -> builder.deadline(bad)).hasMessageContaining("deadline: ");
    assertThatThrownBy(() -> builder.streamDeadline(bad)).hasMessageContaining("streamDeadline: ");
  }

  @Test
  void call_withoutDeadline_getsTheDefault() {
    call(channel(), TestService.POST);
    assertThat(leftMillis()).isEqualTo(3_000);
  }

  @Test
  void call_withOwnLongerDeadline_keepsIt() {
    ClientCalls.futureUnaryCall(
        channel().newCall(TestService.POST, within(Duration.ofSeconds(9))), "hello");
    assertThat(leftMillis()).isEqualTo(9_000);
  }

  @Test
  void call_contextEndsSooner_isNotExtendedByTheDefault() {
    callInContextOf(Duration.ofSeconds(1), CallOptions.DEFAULT);
    assertThat(leftMillis()).isEqualTo(1_000);
  }

  @Test
  void call_contextEndsSooner_isNotExtendedByItsOwnDeadline() {
    callInContextOf(Duration.ofSeconds(1), within(Duration.ofSeconds(2)));
    assertThat(leftMillis()).isEqualTo(1_000);
  }

  @Test
  void call_contextEndsLater_getsTheDefault() {
    callInContextOf(Duration.ofSeconds(10), CallOptions.DEFAULT);
    assertThat(leftMillis()).isEqualTo(3_000);
  }

  @Test
  void stream_withoutDeadline_getsTheStreamsDefault() {
    var watch = channel().newCall(TestService.WATCH, CallOptions.DEFAULT);
    watch.start(new RecordingListener(), new Metadata());
    watch.sendMessage("hello");
    watch.halfClose();
    assertThat(leftMillis()).isEqualTo(60_000);
  }

  private final DeadlineServerInterceptor server =
      new DeadlineServerInterceptor(Duration.ofSeconds(2), Duration.ofMinutes(5));
  private final RecordingServerCall serverCall = new RecordingServerCall();
  private final List<Context> begun = new ArrayList<>();

  private ServerCall.Listener<String> arrive() {
    return server.interceptCall(
        serverCall,
        new Metadata(),
        (call, headers) -> {
          begun.add(Context.current());
          return new ServerCall.Listener<>() {};
        });
  }

  @Test
  void server_deadlinePast_notBegun() {
    Context late =
        Context.current()
            .withDeadline(Deadline.after(-1, TimeUnit.MILLISECONDS), ClientThreads.sharedTimer());
    late.run(this::arrive);
    assertThat(begun).isEmpty();
    assertThat(serverCall.closes)
        .extracting(Status::getCode)
        .containsExactly(Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void server_callersDeadline_isLeftAlone() {
    Deadline callers = Deadline.after(30, TimeUnit.SECONDS);
    Context.CancellableContext context =
        Context.current().withDeadline(callers, ClientThreads.sharedTimer());
    context.run(this::arrive);
    context.cancel(null);
    assertThat(begun).singleElement().extracting(Context::getDeadline).isEqualTo(callers);
  }

  @Test
  void server_noDeadline_contextGetsTheDefaultAndEndsWithTheCall() {
    ServerCall.Listener<String> listener = arrive();
    Context context = begun.get(0);
    assertThat(context.getDeadline().timeRemaining(TimeUnit.MILLISECONDS)).isBetween(1L, 2_000L);
    assertThat(context.isCancelled()).isFalse();
    listener.onComplete();
    assertThat(context.isCancelled()).isTrue();
  }

  @Test
  void server_callIsCancelled_contextEndsToo() {
    arrive().onCancel();
    assertThat(begun.get(0).isCancelled()).isTrue();
  }

  @Test
  void server_handlerThrowsWhileItBegins_contextEndsToo() {
    List<Context> seen = new ArrayList<>();
    assertThatThrownBy(
            () ->
                server.interceptCall(
                    serverCall,
                    new Metadata(),
                    (call, headers) -> {
                      seen.add(Context.current());
                      throw new IllegalStateException("no start");
                    }))
        .hasMessage("no start");
    assertThat(seen.get(0).isCancelled()).isTrue();
  }

  @Test
  void server_handlerThrowsAtTheEnd_contextEndsToo() {
    for (boolean completes : new boolean[] {true, false}) {
      List<Context> seen = new ArrayList<>();
      ServerCall.Listener<String> listener =
          server.interceptCall(
              serverCall,
              new Metadata(),
              (call, headers) -> {
                seen.add(Context.current());
                return new ThrowingAtTheEnd();
              });
      assertThatThrownBy(
              () -> {
                if (completes) {
                  listener.onComplete();
                } else {
                  listener.onCancel();
                }
              })
          .hasMessage("no end");
      assertThat(seen.get(0).isCancelled()).isTrue();
    }
  }

  @Test
  void server_streamWithoutDeadline_contextGetsTheStreamsDefault() {
    serverCall.method = TestService.WATCH;
    ServerCall.Listener<String> listener = arrive();
    assertThat(begun.get(0).getDeadline().timeRemaining(TimeUnit.SECONDS)).isBetween(250L, 300L);
    listener.onComplete();
  }

  private static final class ThrowingAtTheEnd extends ServerCall.Listener<String> {
    @Override
    public void onComplete() {
      throw new IllegalStateException("no end");
    }

    @Override
    public void onCancel() {
      throw new IllegalStateException("no end");
    }
  }

  private static final class RecordingServerCall extends ServerCall<String, String> {
    private final List<Status> closes = new ArrayList<>();
    private MethodDescriptor<String, String> method = TestService.READ;

    @Override
    public void request(int count) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(String message) {}

    @Override
    public void close(Status status, Metadata trailers) {
      closes.add(status);
    }

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<String, String> getMethodDescriptor() {
      return method;
    }
  }
}
