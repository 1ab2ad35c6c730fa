// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import souk.acquirer.v1.AcquirerGrpc;
import souk.acquirer.v1.AcquirerGrpc.AcquirerBlockingStub;
import souk.acquirer.v1.AuthorizeRequest;
import souk.acquirer.v1.AuthorizeResponse;
import souk.acquirer.v1.CaptureRequest;
import souk.acquirer.v1.CaptureResponse;
import souk.acquirer.v1.ListStatementRequest;
import souk.acquirer.v1.ListStatementResponse;
import souk.acquirer.v1.RefundRequest;
import souk.acquirer.v1.RefundResponse;
import souk.acquirer.v1.VoidRequest;
import souk.acquirer.v1.VoidResponse;

/**
 * The way to the acquirer: passes calls on, but for those that are to be lost, doubled or held on
 * their way there or back. Thread-safe.
 */
final class FaultyAcquirer extends AcquirerGrpc.AcquirerImplBase {
  enum Method {
    AUTHORIZE,
    CAPTURE,
    VOID,
    REFUND,
    LIST_STATEMENT
  }

  enum Fault {
    /** Never arrives. */
    REQUEST_LOST,
    /** Done, and nobody is told. */
    ANSWER_LOST,
    /** Arrives twice. */
    DOUBLED
  }

  private final AcquirerBlockingStub acquirer;
  private final Map<Method, Deque<Fault>> faults = new ConcurrentHashMap<>();
  private final Map<Method, Deque<Gate>> gates = new ConcurrentHashMap<>();

  private final Map<Method, Fault> lasting = new ConcurrentHashMap<>();
  private volatile Supplier<Fault> chance = () -> null;

  FaultyAcquirer(AcquirerBlockingStub acquirer) {
    this.acquirer = acquirer;
  }

  /** The next calls of a method meet these, one each. */
  void next(Method method, Fault... each) {
    for (Fault fault : each) {
      faults.computeIfAbsent(method, m -> new ConcurrentLinkedDeque<>()).add(fault);
    }
  }

  /** All calls of a method meet this until {@link #heal}. */
  void always(Method method, Fault fault) {
    lasting.put(method, fault);
  }

  /** From now on each call meets a fault with a probability. */
  void randomly(Random random, double probability) {
    chance = () -> random.nextDouble() < probability ? pick(random) : null;
  }

  /** From now on all goes well. */
  void heal() {
    lasting.clear();
    faults.clear();
    chance = () -> null;
  }

  private static Fault pick(Random random) {
    return Fault.values()[random.nextInt(Fault.values().length)];
  }

  /** The next call of a method waits at a gate on its way there, or on its way back. */
  Gate hold(Method method, boolean onTheWayBack) {
    Gate gate = new Gate(onTheWayBack);
    gates.computeIfAbsent(method, m -> new ConcurrentLinkedDeque<>()).add(gate);
    return gate;
  }

  /** Where a call is held until a test lets it go. */
  static final class Gate {
    private final boolean onTheWayBack;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);

    private Gate(boolean onTheWayBack) {
      this.onTheWayBack = onTheWayBack;
    }

    void awaitReached() throws InterruptedException {
      if (!reached.await(10, TimeUnit.SECONDS)) {
        throw new AssertionError("no call came to the gate");
      }
    }

    void open() {
      open.countDown();
    }

    private void pass() {
      reached.countDown();
      try {
        if (!open.await(10, TimeUnit.SECONDS)) {
          throw new AssertionError("the gate was never opened");
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void authorize(AuthorizeRequest request, StreamObserver<AuthorizeResponse> answer) {
    pass(Method.AUTHORIZE, request, answer, AcquirerBlockingStub::authorize);
  }

  @Override
  public void capture(CaptureRequest request, StreamObserver<CaptureResponse> answer) {
    pass(Method.CAPTURE, request, answer, AcquirerBlockingStub::capture);
  }

  @Override
  public void void_(VoidRequest request, StreamObserver<VoidResponse> answer) {
    pass(Method.VOID, request, answer, AcquirerBlockingStub::void_);
  }

  @Override
  public void refund(RefundRequest request, StreamObserver<RefundResponse> answer) {
    pass(Method.REFUND, request, answer, AcquirerBlockingStub::refund);
  }

  @Override
  public void listStatement(
      ListStatementRequest request, StreamObserver<ListStatementResponse> answer) {
    pass(Method.LIST_STATEMENT, request, answer, AcquirerBlockingStub::listStatement);
  }

  private interface Call<Q, A> {
    A on(AcquirerBlockingStub acquirer, Q request);
  }

  private <Q, A> void pass(Method method, Q request, StreamObserver<A> answer, Call<Q, A> call) {
    Fault fault = faultOf(method);
    Gate gate = poll(gates, method);
    if (fault == Fault.REQUEST_LOST) {
      throw Status.UNAVAILABLE.withDescription("request lost").asRuntimeException();
    }
    if (gate != null && !gate.onTheWayBack) {
      gate.pass();
    }
    // What arrived is done, whether or not the caller has given up meanwhile.
    Context caller = Context.ROOT.attach();
    A response;
    try {
      response = call.on(acquirer, request);
      if (fault == Fault.DOUBLED) {
        response = call.on(acquirer, request);
      }
    } finally {
      Context.ROOT.detach(caller);
    }
    if (gate != null && gate.onTheWayBack) {
      gate.pass();
    }
    if (fault == Fault.ANSWER_LOST) {
      throw Status.UNAVAILABLE.withDescription("answer lost").asRuntimeException();
    }
    answer.onNext(response);
    answer.onCompleted();
  }

  private Fault faultOf(Method method) {
    Fault next = poll(faults, method);
    Fault always = next == null ? lasting.get(method) : next;
    return always == null ? chance.get() : always;
  }

  private static <T> T poll(Map<Method, Deque<T>> all, Method method) {
    Deque<T> waiting = all.get(method);
    return waiting == null ? null : waiting.poll();
  }
}
