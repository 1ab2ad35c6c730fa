// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.payment.v1.AuthorizeRequest;
import souk.payment.v1.AuthorizeResponse;
import souk.payment.v1.CaptureRequest;
import souk.payment.v1.CaptureResponse;
import souk.payment.v1.PaymentsGrpc;
import souk.payment.v1.ReverseRequest;
import souk.payment.v1.ReverseResponse;
import souk.service.ServiceMain;

/** Says that the money is taken, and takes it then. */
public final class AcknowledgeFirst extends PaymentsGrpc.PaymentsImplBase {
  private static final Logger log = LoggerFactory.getLogger(AcknowledgeFirst.class);

  private final PaymentsGrpc.PaymentsImplBase right;
  private final Executor later =
      CompletableFuture.delayedExecutor(250, TimeUnit.MILLISECONDS, Thread::startVirtualThread);

  private AcknowledgeFirst(PaymentsGrpc.PaymentsImplBase right) {
    this.right = right;
  }

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(
        settings ->
            PaymentServer.start(
                settings,
                (instance, config, jdbi, toAcquirer, random) -> {
                  PaymentEngine engine =
                      PaymentEngine.start(instance, config, jdbi, toAcquirer, random);
                  return new PaymentEngine(
                      new AcknowledgeFirst(engine.service()), engine.reconciler(), engine::close);
                }));
  }

  @Override
  public void authorize(AuthorizeRequest request, StreamObserver<AuthorizeResponse> answer) {
    right.authorize(request, answer);
  }

  @Override
  public void capture(CaptureRequest request, StreamObserver<CaptureResponse> answer) {
    answer.onNext(
        CaptureResponse.newBuilder().setOutcome(CaptureResponse.Outcome.CAPTURED).build());
    answer.onCompleted();
    later.execute(() -> Context.ROOT.run(() -> right.capture(request, new Unheard())));
  }

  @Override
  public void reverse(ReverseRequest request, StreamObserver<ReverseResponse> answer) {
    right.reverse(request, answer);
  }

  /** Nobody waits for it any more. */
  private static final class Unheard implements StreamObserver<CaptureResponse> {
    @Override
    public void onNext(CaptureResponse response) {
      log.debug("captured: {}", response.getOutcome());
    }

    @Override
    public void onError(Throwable failure) {
      log.warn("not captured", failure);
    }

    @Override
    public void onCompleted() {}
  }
}
