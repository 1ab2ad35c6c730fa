// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import io.grpc.Channel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.jdbi.v3.core.Jdbi;
import souk.grpc.consul.ConsulElection;
import souk.payment.v1.PaymentsGrpc.PaymentsImplBase;

/**
 * All of the payment service but its connections to others: the one place that says what knows
 * what. Thread-safe.
 */
final class PaymentEngine implements AutoCloseable {
  private static final Duration WITHOUT_DEADLINE = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);

  private final PaymentsImplBase service;
  private final ConsulElection.Listener reconciler;
  private final Runnable closing;

  /** Makes it; as {@link #start}. */
  @FunctionalInterface
  interface Maker {
    PaymentEngine start(
        String instance, PaymentConfig config, Jdbi jdbi, Channel toAcquirer, SecureRandom random);
  }

  PaymentEngine(PaymentsImplBase service, ConsulElection.Listener reconciler, Runnable closing) {
    this.service = service;
    this.reconciler = reconciler;
    this.closing = closing;
  }

  /**
   * Makes it. It reconciles when it is elected.
   *
   * @param instance this process's name
   * @param random for ids and jitter; thread-safe
   */
  static PaymentEngine start(
      String instance, PaymentConfig config, Jdbi jdbi, Channel toAcquirer, SecureRandom random) {
    PaymentStore store = new PaymentStore(jdbi, InstantSource.system());
    AcquirerClient acquirer = new AcquirerClient(toAcquirer, config.acquirerDeadline());
    Patience patience = new Patience(WITHOUT_DEADLINE, FIRST_PAUSE, LONGEST_PAUSE, random);
    Payments payments = new Payments(store, acquirer, patience, random);
    Reconciliation reconciliation =
        new Reconciliation(
            jdbi,
            new StatementClient(toAcquirer, config.acquirerDeadline()),
            new Repairs(store, acquirer, payments),
            new Reconciliation.Pace(config.reconcileInterval(), config.reconcileGrace()));
    Reconciler reconciler =
        new Reconciler(reconciliation, instance, config.reconcileInterval(), random).start();
    return new PaymentEngine(new PaymentGrpcService(payments), reconciler, reconciler::close);
  }

  PaymentsImplBase service() {
    return service;
  }

  /** What is to be told of the election that decides which instance reconciles. */
  ConsulElection.Listener reconciler() {
    return reconciler;
  }

  @Override
  public void close() {
    closing.run();
  }
}
