// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.acquirer.SimulatedAcquirer;
import souk.grpc.resilience.BreakerSnapshot;
import souk.grpc.resilience.ClientResilience;
import souk.service.GrpcExtension;
import souk.service.Money;
import souk.service.PostgresExtension;
import souk.service.Refusal;

/** A card whose bank never answers is not an acquirer that is away, however often it is tried. */
class SilentCardTest {
  @RegisterExtension
  static final PostgresExtension database = new PostgresExtension(PaymentRig.MIGRATIONS);

  @RegisterExtension
  static final PostgresExtension acquirerDatabase =
      new PostgresExtension(SimulatedAcquirer.MIGRATIONS);

  @RegisterExtension final GrpcExtension grpc = new GrpcExtension();

  private static final Money PRICE = new Money(Currency.getInstance("EUR"), 1_000);
  private static final Duration DEADLINE = Duration.ofMillis(300);

  private final ClientResilience resilience =
      ClientResilience.forTarget("acquirer", "souk").deadline(DEADLINE).build();
  private Payments payments;

  @BeforeEach
  void serve() throws IOException {
    SecureRandom random = new SecureRandom();
    payments =
        new Payments(
            new PaymentStore(database.database().jdbi(), InstantSource.system()),
            new AcquirerClient(
                resilience.wrap(
                    grpc.serve(
                        SimulatedAcquirer.on(acquirerDatabase.database(), InstantSource.system()))),
                DEADLINE),
            new Patience(
                Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMillis(50), random),
            random);
  }

  @Test
  void authorize_repeatedForACardThatIsNeverAnswered_leavesTheBreakerClosedForOthers()
      throws Exception {
    String silent = PaymentRig.newOrder();
    List<Future<?>> repeats = new ArrayList<>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 12; i++) {
        repeats.add(callers.submit(() -> payments.authorize(silent, PRICE, "tok_acquirer_down")));
      }
    }
    for (Future<?> repeat : repeats) {
      assertThatThrownBy(repeat::get).hasCauseInstanceOf(Refusal.class);
    }

    assertThat(resilience.isOpen(false)).isFalse();
    assertThat(payments.authorize(PaymentRig.newOrder(), PRICE, "tok_visa"))
        .isInstanceOf(AuthorizeResult.Authorized.class);
  }

  @Test
  void authorize_manyOrdersThatAreNotAnswered_opensTheBreaker() {
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 12; i++) {
        var unused =
            callers.submit(
                () -> payments.authorize(PaymentRig.newOrder(), PRICE, "tok_acquirer_down"));
      }
    }

    // By now it may be half-open again.
    assertThat(resilience.breakers())
        .extracting(BreakerSnapshot::state)
        .anyMatch(state -> state != CircuitBreaker.State.CLOSED);
  }
}
