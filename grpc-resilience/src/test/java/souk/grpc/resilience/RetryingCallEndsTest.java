// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * That a call ends once, and that what its caller does meanwhile is not lost, with attempts that
 * are moved by hand to the moments that a real channel reaches only by chance.
 */
class RetryingCallEndsTest {

  private static final Duration LONGEST_PAUSE = RetryPolicy.DEFAULT.maxBackoff();
  private static final Context.Key<String> CALLER = Context.key("caller");

  @RegisterExtension final TestTarget target = new TestTarget();
  private final RecordingListener listener = new RecordingListener();
  private final ByHand below = new ByHand();

  private ClientCall<String, String> newCall() {
    return target
        .resilience(settings -> settings)
        .wrap(below)
        .newCall(TestService.READ, CallOptions.DEFAULT);
  }

  private ClientCall<String, String> send(ClientCall.Listener<String> to) {
    ClientCall<String, String> call = newCall();
    call.start(to, new Metadata());
    call.request(2);
    call.sendMessage("hello");
    call.halfClose();
    return call;
  }

  private void secondAttemptBegins() {
    below.attempts.getFirst().end(Status.UNAVAILABLE);
    target.time.advance(LONGEST_PAUSE);
  }

  @Test
  void cancel_twiceDuringAnAttempt_reachesItOnceWithTheFirstReason() {
    ClientCall<String, String> call = send(listener);

    call.cancel("enough", null);
    call.cancel("enough, I said", null);

    assertThat(below.attempts.getFirst().cancelled).containsExactly("enough");
  }

  @Test
  void cancel_attemptEndsWithoutAnAnswerThen_noneFollows() {
    ClientCall<String, String> call = send(listener);

    call.cancel("enough", null);
    secondAttemptBegins();

    assertThat(below.attempts).hasSize(1);
    assertThat(listener.codes()).containsExactly(Code.UNAVAILABLE);
  }

  @Test
  void cancel_whileTheSecondAttemptBegins_reachesIt() {
    ClientCall<String, String> call = send(listener);
    below.atSecondMessage = () -> call.cancel("enough", null);

    secondAttemptBegins();

    assertThat(below.attempts.getLast().cancelled).containsExactly("enough");
  }

  @Test
  void cancel_duringAPause_isToldInTheCallersContext() {
    List<String> seen = new ArrayList<>();
    ClientCall.Listener<String> asks =
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            seen.add(CALLER.get());
          }
        };
    List<ClientCall<String, String>> call = new ArrayList<>();
    Context.current().withValue(CALLER, "me").run(() -> call.add(send(asks)));
    below.attempts.getFirst().end(Status.UNAVAILABLE);

    call.getFirst().cancel("enough", null);

    assertThat(seen).containsExactly("me");
  }

  @Test
  void start_outsideTheContextOfTheCall_attemptIsMadeInIt() {
    List<ClientCall<String, String>> call = new ArrayList<>();
    Context.current().withValue(CALLER, "me").run(() -> call.add(newCall()));

    call.getFirst().start(listener, new Metadata());

    assertThat(below.attempts.getFirst().madeBy).isEqualTo("me");
  }

  @Test
  void request_moreThanANumberHolds_reachesTheSecondAttempt() {
    ClientCall<String, String> call = send(listener);
    call.request(Integer.MAX_VALUE);

    secondAttemptBegins();

    assertThat(below.attempts.getLast().requested).containsExactly(Integer.MAX_VALUE, 2);
  }

  @Test
  void message_secondAttemptThrows_itIsCancelledAndItsEndNotTold() {
    send(listener);
    below.atSecondMessage =
        () -> {
          throw new IllegalStateException("no more");
        };

    secondAttemptBegins();
    assertThat(below.attempts.getLast().cancelled).hasSize(1);
    below.attempts.getLast().end(Status.CANCELLED);

    assertThat(listener.codes()).containsExactly(Code.INTERNAL);
  }

  @Test
  void message_secondAttemptEndsAndThenThrows_onlyItsEndIsTold() {
    send(listener);
    below.atSecondMessage =
        () -> {
          below.attempts.getLast().end(Status.NOT_FOUND);
          throw new IllegalStateException("no more");
        };

    secondAttemptBegins();

    assertThat(listener.codes()).containsExactly(Code.NOT_FOUND);
  }

  /** Makes calls that go nowhere and end when they are told to. */
  private static final class ByHand extends Channel {
    final List<AttemptByHand<?, ?>> attempts = new ArrayList<>();
    Runnable atSecondMessage = () -> {};

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      var attempt = new AttemptByHand<Q, A>(this);
      attempts.add(attempt);
      return attempt;
    }

    @Override
    public String authority() {
      return "by-hand";
    }
  }

  private static final class AttemptByHand<Q, A> extends ClientCall<Q, A> {
    private final ByHand channel;
    final String madeBy = CALLER.get();
    final List<Integer> requested = new ArrayList<>();
    final List<String> cancelled = new ArrayList<>();
    private Listener<A> listener;

    AttemptByHand(ByHand channel) {
      this.channel = channel;
    }

    void end(Status status) {
      listener.onClose(status, new Metadata());
    }

    @Override
    public void start(Listener<A> attempt, Metadata headers) {
      listener = attempt;
    }

    @Override
    public void request(int count) {
      requested.add(count);
    }

    @Override
    public void cancel(String message, Throwable cause) {
      cancelled.add(message);
    }

    @Override
    public void halfClose() {}

    @Override
    public void sendMessage(Q message) {
      if (channel.attempts.size() == 2) {
        channel.atSecondMessage.run();
      }
    }
  }
}
