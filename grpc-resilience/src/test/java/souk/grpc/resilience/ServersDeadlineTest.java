// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a reset of the stream is called, by when it came and who wanted it. */
class ServersDeadlineTest {
  private final ManualTime time = new ManualTime();
  private final RecordingListener caller = new RecordingListener();
  private final Below below = new Below();

  private ClientCall<String, String> start() {
    Deadline deadline = Deadline.after(1, TimeUnit.SECONDS, time.ticker());
    return start(CallOptions.DEFAULT.withDeadline(deadline));
  }

  private ClientCall<String, String> start(CallOptions options) {
    ClientCall<String, String> call =
        new ServersDeadlineInterceptor().interceptCall(TestService.READ, options, below);
    call.start(caller, new Metadata());
    return call;
  }

  @Test
  void reset_aMomentBeforeTheDeadline_isTheDeadline() {
    start();
    time.advance(Duration.ofMillis(999));
    below.end(Status.CANCELLED);
    assertThat(caller.codes()).containsExactly(Code.DEADLINE_EXCEEDED);
  }

  @Test
  void reset_sooner_staysWhatItIs() {
    start();
    time.advance(Duration.ofMillis(998));
    below.end(Status.CANCELLED);
    assertThat(caller.codes()).containsExactly(Code.CANCELLED);
  }

  @Test
  void reset_withoutADeadline_staysWhatItIs() {
    start(CallOptions.DEFAULT);
    below.end(Status.CANCELLED);
    assertThat(caller.codes()).containsExactly(Code.CANCELLED);
  }

  @Test
  void otherStatus_atTheDeadline_staysWhatItIs() {
    start();
    time.advance(Duration.ofMillis(1_000));
    below.end(Status.UNAVAILABLE);
    assertThat(caller.codes()).containsExactly(Code.UNAVAILABLE);
  }

  @Test
  void cancelledByTheCaller_atTheDeadline_staysWhatItIs() {
    ClientCall<String, String> call = start();
    time.advance(Duration.ofMillis(1_000));
    call.cancel("enough", null);
    assertThat(below.cancelled).isTrue();
    below.end(Status.CANCELLED);
    assertThat(caller.codes()).containsExactly(Code.CANCELLED);
  }

  @Test
  void callersContextCancelled_atTheDeadline_staysWhatItIs() {
    Context.CancellableContext callers = Context.current().withCancellation();
    callers.run(this::start);
    time.advance(Duration.ofMillis(1_000));
    callers.cancel(null);
    below.end(Status.CANCELLED);
    assertThat(caller.codes()).containsExactly(Code.CANCELLED);
  }

  /** A channel whose one call ends as the test says. */
  private static final class Below extends Channel {
    private ClientCall.Listener<?> listener;
    private boolean cancelled;

    void end(Status status) {
      listener.onClose(status, new Metadata());
    }

    @Override
    public String authority() {
      return "below";
    }

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      return new ClientCall<>() {
        @Override
        public void start(Listener<A> started, Metadata headers) {
          listener = started;
        }

        @Override
        public void request(int count) {}

        @Override
        public void cancel(String message, Throwable cause) {
          cancelled = true;
        }

        @Override
        public void halfClose() {}

        @Override
        public void sendMessage(Q message) {}
      };
    }
  }
}
