// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a pause before an attempt leaves behind, and what ends it before its time. */
class RetryPauseTest {

  private static final Duration LONGEST_PAUSE = RetryPolicy.DEFAULT.maxBackoff();

  @RegisterExtension final TestTarget target = new TestTarget();
  private final RecordingListener listener = new RecordingListener();

  private ClientCall<String, String> newCall() {
    return target
        .resilience(settings -> settings)
        .wrap(target.bare())
        .newCall(TestService.READ, CallOptions.DEFAULT);
  }

  private static void send(ClientCall<String, String> call, RecordingListener listener) {
    call.start(listener, new Metadata());
    call.request(2);
    call.sendMessage("hello");
    call.halfClose();
  }

  @Test
  void cancel_duringAPause_leavesNothingInTheTimer() {
    send(newCall(), new RecordingListener());
    long before = target.time.waiting();
    target.service.thenFail(Status.UNAVAILABLE);
    ClientCall<String, String> call = newCall();
    send(call, listener);
    assertThat(target.time.waiting()).isEqualTo(before + 1);

    call.cancel("enough", null);

    assertThat(target.time.waiting()).isEqualTo(before);
  }

  @Test
  void callersContext_outlivesItsCalls_keepsNothingOfThem() {
    Context.CancellableContext callers = Context.current().withCancellation();
    List<WeakReference<Object>> ended = new ArrayList<>();

    callers.run(() -> ended.add(endedByItsTime()));
    callers.run(() -> ended.add(endedByTheCaller()));

    await()
        .until(
            () -> {
              System.gc();
              return ended.stream().allMatch(each -> each.get() == null);
            });
    assertThat(callers.isCancelled()).isFalse();
  }

  @Test
  void callersContext_pauseIsOverBeforeItHears_keepsNothingOfIt() throws Exception {
    Context.CancellableContext callers = Context.current().withCancellation();
    try (var atOnce = new AtOnce()) {
      WeakReference<Object> ended = callers.call(() -> endedAtOnce(atOnce));
      await()
          .until(
              () -> {
                System.gc();
                return ended.get() == null;
              });
    }
    assertThat(callers.isCancelled()).isFalse();
  }

  private WeakReference<Object> endedAtOnce(ScheduledExecutorService timer) {
    target.service.thenFail(Status.UNAVAILABLE);
    RecordingListener caller = new RecordingListener();
    Channel channel = target.resilience(settings -> settings.timer(timer)).wrap(target.bare());
    send(channel.newCall(TestService.READ, CallOptions.DEFAULT), caller);
    assertThat(caller.codes()).containsExactly(Code.OK);
    return new WeakReference<>(caller);
  }

  /** A timer whose time is up before it has said so. */
  private static final class AtOnce extends ScheduledThreadPoolExecutor {
    AtOnce() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
      command.run();
      return super.schedule(() -> {}, 0, unit);
    }
  }

  private WeakReference<Object> endedByItsTime() {
    target.service.thenFail(Status.UNAVAILABLE);
    RecordingListener caller = new RecordingListener();
    send(newCall(), caller);
    target.time.advance(LONGEST_PAUSE);
    assertThat(caller.codes()).containsExactly(Code.OK);
    return new WeakReference<>(caller);
  }

  private WeakReference<Object> endedByTheCaller() {
    target.service.thenFail(Status.UNAVAILABLE);
    RecordingListener caller = new RecordingListener();
    ClientCall<String, String> call = newCall();
    send(call, caller);
    call.cancel("enough", null);
    target.time.advance(LONGEST_PAUSE);
    assertThat(caller.codes()).containsExactly(Code.CANCELLED);
    return new WeakReference<>(caller);
  }

  @Test
  void callersContext_hasEndedBeforeThePause_endsTheCallAtOnce() {
    Context.CancellableContext callers = Context.current().withCancellation();
    Channel below = ClientInterceptors.intercept(target.bare(), new RefusesInsideStart(false));
    ClientCall<String, String> call = callInContext(callers, below);
    call.start(listener, new Metadata());
    call.request(2);
    call.sendMessage("hello");
    callers.cancel(null);
    assertThat(listener.closes).isEmpty();
    long before = target.time.waiting();

    call.halfClose();

    assertThat(listener.codes()).containsExactly(Code.CANCELLED);
    assertThat(target.time.waiting()).isEqualTo(before);
  }

  private ClientCall<String, String> callInContext(Context context, Channel below) {
    Channel channel = target.resilience(settings -> settings).wrap(below);
    Context previous = context.attach();
    try {
      return channel.newCall(TestService.READ, CallOptions.DEFAULT);
    } finally {
      context.detach(previous);
    }
  }

  @Test
  void timer_isShutDown_callEndsWithTheReason() {
    ScheduledExecutorService gone = Executors.newSingleThreadScheduledExecutor();
    gone.shutdownNow();
    target.service.thenFail(Status.UNAVAILABLE.withDescription("first"));

    send(
        target
            .resilience(settings -> settings.timer(gone))
            .wrap(target.bare())
            .newCall(TestService.READ, CallOptions.DEFAULT),
        listener);

    assertThat(listener.closes)
        .singleElement()
        .extracting(Status::getDescription)
        .isEqualTo("the timer for retries has been shut down");
    assertThat(target.service.received).hasSize(1);
  }

  @Test
  void callsOwnExecutor_isUsedOrElseTheFallback() {
    List<String> ran = new ArrayList<>();
    Executor own =
        task -> {
          ran.add("own");
          if (ran.size() > 1) {
            throw new RejectedExecutionException("shut down");
          }
          task.run();
        };
    Executor fallback =
        task -> {
          ran.add("fallback");
          task.run();
        };
    ClientThreads threads = new ClientThreads(target.time, fallback);

    threads.execute(CallOptions.DEFAULT.withExecutor(own), () -> ran.add("task"));
    threads.execute(CallOptions.DEFAULT.withExecutor(own), () -> ran.add("task"));
    threads.execute(CallOptions.DEFAULT, () -> ran.add("task"));

    assertThat(ran).containsExactly("own", "task", "own", "fallback", "task", "fallback", "task");
  }

  @Test
  void sharedTimer_cancelledPause_leavesItsQueueAndKeepsNoProcessAlive() throws Exception {
    var timer = (ScheduledThreadPoolExecutor) ClientThreads.sharedTimer();
    var pause = timer.schedule(() -> {}, 1, TimeUnit.HOURS);
    assertThat(timer.getQueue()).contains((Runnable) pause);

    pause.cancel(false);

    assertThat(timer.getQueue()).doesNotContain((Runnable) pause);
    assertThat(timer.submit(() -> Thread.currentThread().isDaemon()).get()).isTrue();
  }

  @Test
  void attempt_refusedInsideStartThenThrows_endsTheCallAndNoneFollows() {
    var below = new RefusesInsideStart(true);
    send(
        target
            .resilience(settings -> settings)
            .wrap(ClientInterceptors.intercept(target.bare(), below))
            .newCall(TestService.READ, CallOptions.DEFAULT),
        listener);
    target.time.advance(LONGEST_PAUSE);
    assertThat(listener.codes()).containsExactly(Code.INTERNAL);

    target.time.advance(Duration.ofSeconds(5));

    assertThat(below.calls).isEqualTo(2);
    assertThat(listener.closes).hasSize(1);
  }

  /** Ends each attempt inside start; the second takes no message after that. */
  private static final class RefusesInsideStart implements ClientInterceptor {
    private final boolean secondThrows;
    private int calls;

    RefusesInsideStart(boolean secondThrows) {
      this.secondThrows = secondThrows;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      int number = ++calls;
      return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
        @Override
        public void start(Listener<A> attempt, Metadata headers) {
          attempt.onClose(Status.UNAVAILABLE, new Metadata());
        }

        @Override
        public void request(int count) {}

        @Override
        public void halfClose() {}

        @Override
        public void cancel(String message, Throwable cause) {}

        @Override
        public void sendMessage(Q message) {
          if (secondThrows && number == 2) {
            throw new IllegalStateException("no more");
          }
        }
      };
    }
  }
}
