// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
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
 * What is between a caller and its attempts: headers, messages, flow control, cancellation,
 * exceptions.
 */
class RetryingCallTest {

  private static final Duration LONGEST_PAUSE = RetryPolicy.DEFAULT.maxBackoff();
  private static final Metadata.Key<String> COLOUR =
      Metadata.Key.of("colour", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> PREVIOUS =
      Metadata.Key.of("grpc-previous-rpc-attempts", Metadata.ASCII_STRING_MARSHALLER);

  @RegisterExtension final TestTarget target = new TestTarget();
  private final RecordingListener listener = new RecordingListener();

  private ClientCall<String, String> newCall() {
    return newCall(target.bare());
  }

  private ClientCall<String, String> newCall(Channel below) {
    return target
        .resilience(settings -> settings)
        .wrap(below)
        .newCall(TestService.READ, CallOptions.DEFAULT);
  }

  private void send(ClientCall<String, String> call) {
    send(call, new Metadata());
  }

  private void send(ClientCall<String, String> call, Metadata headers) {
    call.start(listener, headers);
    call.request(2);
    call.sendMessage("hello");
    call.halfClose();
  }

  @Test
  void headers_secondAttempt_sameAndCounted() {
    target.service.thenFail(Status.UNAVAILABLE);
    Metadata headers = new Metadata();
    headers.put(COLOUR, "blue");

    send(newCall(), headers);
    target.time.advance(LONGEST_PAUSE);

    assertThat(target.service.received)
        .extracting(seen -> seen.headers().get(COLOUR))
        .containsExactly("blue", "blue");
    assertThat(target.service.received)
        .extracting(seen -> seen.headers().get(PREVIOUS))
        .containsExactly(null, "1");
    assertThat(headers.keys()).containsExactly("colour");
    assertThat(listener.messages).containsExactly("hello");
    assertThat(listener.codes()).containsExactly(Code.OK);
  }

  @Test
  void headers_callerIsItselfAnAttempt_saysHowManyOfOurs() {
    target.service.thenFail(Status.UNAVAILABLE);
    Metadata headers = new Metadata();
    headers.put(PREVIOUS, "7");

    send(newCall(), headers);
    target.time.advance(LONGEST_PAUSE);

    assertThat(target.service.received)
        .extracting(seen -> all(seen.headers()))
        .containsExactly(List.of("7"), List.of("1"));
  }

  private static List<String> all(Metadata headers) {
    List<String> said = new ArrayList<>();
    headers.getAll(PREVIOUS).forEach(said::add);
    return said;
  }

  @Test
  void start_twice_isRefused() {
    ClientCall<String, String> call = newCall();
    call.start(listener, new Metadata());

    assertThatThrownBy(() -> call.start(listener, new Metadata()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("already started");
  }

  @Test
  void answer_ofTheLastAttempt_comesWithItsHeadersOnly() {
    target.service.thenFail(Status.UNAVAILABLE);

    send(newCall());
    target.time.advance(LONGEST_PAUSE);

    assertThat(listener.headers).hasSize(1);
    assertThat(listener.messages).containsExactly("hello");
  }

  @Test
  void answer_errorWithoutHeaders_hasNone() {
    target.service.thenFail(Status.NOT_FOUND);

    send(newCall());

    assertThat(listener.headers).isEmpty();
    assertThat(listener.codes()).containsExactly(Code.NOT_FOUND);
  }

  @Test
  void compression_secondAttempt_isAsTheCallerSaid() {
    target.service.thenFail(Status.UNAVAILABLE);
    List<Boolean> said = new ArrayList<>();
    ClientCall<String, String> call =
        newCall(ClientInterceptors.intercept(target.bare(), new HearsCompression(said)));

    call.start(listener, new Metadata());
    call.request(2);
    call.setMessageCompression(false);
    call.sendMessage("hello");
    call.halfClose();
    target.time.advance(LONGEST_PAUSE);

    assertThat(said).containsExactly(false, false);
    assertThat(listener.codes()).containsExactly(Code.OK);
  }

  @Test
  void compression_notSpokenOf_isNotTouched() {
    target.service.thenFail(Status.UNAVAILABLE);
    List<Boolean> said = new ArrayList<>();

    send(newCall(ClientInterceptors.intercept(target.bare(), new HearsCompression(said))));
    target.time.advance(LONGEST_PAUSE);

    assertThat(said).isEmpty();
    assertThat(listener.codes()).containsExactly(Code.OK);
  }

  @Test
  void ready_isWhatTheAttemptIsAndNotInAPause() {
    target.service.thenFail(Status.UNAVAILABLE).thenHang();
    ClientCall<String, String> call = newCall();
    call.start(listener, new Metadata());
    assertThat(call.isReady()).isTrue();
    call.request(2);
    call.sendMessage("hello");
    call.halfClose();
    assertThat(call.isReady()).isFalse();
  }

  @Test
  void answer_failedAttemptHadSentOne_onlyTheLastIsDelivered() {
    target.service.then(
        (request, answers) -> {
          answers.onNext("half an answer");
          answers.onError(Status.UNAVAILABLE.asRuntimeException());
        });

    send(newCall());
    target.time.advance(LONGEST_PAUSE);

    assertThat(listener.messages).containsExactly("hello");
    assertThat(listener.codes()).containsExactly(Code.OK);
  }

  @Test
  void request_onlyAfterTheSecondAttemptBegan_reachesIt() {
    target.service.thenFail(Status.UNAVAILABLE);
    ClientCall<String, String> call = newCall();

    call.start(listener, new Metadata());
    call.sendMessage("hello");
    call.halfClose();
    target.time.advance(LONGEST_PAUSE);
    assertThat(target.service.received).hasSize(2);
    assertThat(listener.messages).isEmpty();
    call.request(1);

    assertThat(listener.messages).containsExactly("hello");
    assertThat(listener.codes()).containsExactly(Code.OK);
  }

  @Test
  void halfClose_afterTheFirstAttemptFailed_secondAttemptBeginsOnlyThen() {
    FailFirst below = new FailFirst(null);
    ClientCall<String, String> call = newCall(ClientInterceptors.intercept(target.bare(), below));

    call.start(listener, new Metadata());
    call.request(2);
    target.time.advance(LONGEST_PAUSE);
    assertThat(below.calls).isEqualTo(1);
    call.sendMessage("hello");
    call.halfClose();
    target.time.advance(LONGEST_PAUSE);

    assertThat(below.calls).isEqualTo(2);
    assertThat(listener.messages).containsExactly("hello");
  }

  @Test
  void cancel_duringAnAttempt_attemptIsCancelledAndNoneFollows() {
    target.service.thenHang();
    ClientCall<String, String> call = newCall();

    send(call);
    call.cancel("enough", null);
    target.time.advance(Duration.ofSeconds(5));

    assertThat(listener.codes()).containsExactly(Code.CANCELLED);
    assertThat(target.service.received).hasSize(1);
    assertThat(target.service.received.get(0).context().isCancelled()).isTrue();
  }

  @Test
  void cancel_duringAPause_endsAtOnceAndOnce() {
    target.service.thenFail(Status.UNAVAILABLE);
    ClientCall<String, String> call = newCall();

    send(call);
    call.cancel("enough", null);
    call.cancel("enough, I said", null);
    assertThat(listener.closes)
        .singleElement()
        .extracting(Status::getDescription)
        .isEqualTo("enough");
    target.time.advance(Duration.ofSeconds(5));

    assertThat(listener.closes).hasSize(1);
    assertThat(target.service.received).hasSize(1);
  }

  @Test
  void callersContext_cancelledDuringAPause_endsAtOnceAndOnce() {
    target.service.thenFail(Status.UNAVAILABLE);
    Context.CancellableContext callers = Context.current().withCancellation();

    callers.run(() -> send(newCall()));
    assertThat(listener.closes).isEmpty();
    callers.cancel(null);
    assertThat(listener.codes()).containsExactly(Code.CANCELLED);
    target.time.advance(Duration.ofSeconds(5));

    assertThat(listener.closes).hasSize(1);
    assertThat(target.service.received).hasSize(1);
  }

  @Test
  void callersContext_cancelledDuringTheSecondAttempt_reachesIt() {
    target.service.thenFail(Status.UNAVAILABLE).thenHang();
    Context.CancellableContext callers = Context.current().withCancellation();

    callers.run(() -> send(newCall()));
    target.time.advance(LONGEST_PAUSE);
    callers.cancel(null);

    assertThat(listener.codes()).containsExactly(Code.CANCELLED);
    assertThat(target.service.received.get(1).context().isCancelled()).isTrue();
  }

  @Test
  void start_secondAttemptThrows_callEndsInternalOnce() {
    target.service.thenEcho();
    FailFirst below = new FailFirst(new IllegalStateException("broken interceptor"));

    send(newCall(ClientInterceptors.intercept(target.bare(), below)));
    target.time.advance(LONGEST_PAUSE);

    assertThat(listener.codes()).containsExactly(Code.INTERNAL);
    assertThat(listener.closes.get(0).getCause()).hasMessage("broken interceptor");
  }

  @Test
  void onMessage_callerThrows_callIsClosedOnce() {
    RecordingListener closes = new RecordingListener();
    ClientCall<String, String> call = newCall();

    call.start(new ThrowingListener(closes), new Metadata());
    call.request(2);
    call.sendMessage("hello");
    call.halfClose();

    assertThat(closes.codes()).containsExactly(Code.CANCELLED);
  }

  private static final class ThrowingListener extends ClientCall.Listener<String> {
    private final RecordingListener closes;

    ThrowingListener(RecordingListener closes) {
      this.closes = closes;
    }

    @Override
    public void onMessage(String message) {
      throw new IllegalStateException("can't read this");
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      closes.onClose(status, trailers);
    }
  }

  private record HearsCompression(List<Boolean> said) implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void setMessageCompression(boolean enabled) {
          said.add(enabled);
          super.setMessageCompression(enabled);
        }
      };
    }
  }

  /** Ends the first attempt inside start; throws from the second when told so. */
  private static final class FailFirst implements ClientInterceptor {
    private final RuntimeException second;
    private int calls;

    FailFirst(RuntimeException second) {
      this.second = second;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      calls++;
      if (calls == 1) {
        return new Refused<>();
      }
      if (second != null) {
        throw second;
      }
      return next.newCall(method, options);
    }
  }

  private static final class Refused<Q, A> extends ClientCall<Q, A> {
    @Override
    public void start(Listener<A> listener, Metadata headers) {
      listener.onClose(Status.UNAVAILABLE, new Metadata());
    }

    @Override
    public void request(int count) {}

    @Override
    public void cancel(String message, Throwable cause) {}

    @Override
    public void halfClose() {}

    @Override
    public void sendMessage(Q message) {}
  }
}
