// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The known faults of other shops, brought back: a simulation that misses one has gone blind. */
@Tag("simulation")
class SimulationNoticesTest {
  private static final int SCHEDULES = 3_000;

  private enum KnownFault {
    CHARGED_BEFORE_STORED(Flaw.ofWrites(ChargingFirst::new), "before it was placed"),
    PLACED_FOR_WHO_HAS_LEFT(
        Flaw.ofWrites((book, shop) -> new Unfenced(book, Duration.ofHours(1))),
        "after its attempt was over"),
    LAST_WRITER_WINS(Flaw.ofWrites((book, shop) -> new LastWriterWins(book)), ""),
    NEW_KEY_FOR_EACH_TRY(Flaw.ofShop(shop -> with(shop, new ForgetfulPayment(shop.payment()))), ""),
    NO_ANSWER_TAKEN_FOR_NO(
        Flaw.ofShop(shop -> with(shop, new HastyInventory(shop.inventory()))), "never said so"),
    NO_ANSWER_TAKEN_FOR_DONE(
        Flaw.ofShop(shop -> with(shop, new CarelessInventory(shop.inventory()))), "stock not"),
    NEVER_TAKEN_OUT(Flaw.ofShop(shop -> with(shop, new KeepingCarts(shop.carts()))), "taken out");

    private final Flaw flaw;
    private final String broken;

    KnownFault(Flaw flaw, String broken) {
      this.flaw = flaw;
      this.broken = broken;
    }
  }

  @ParameterizedTest
  @EnumSource(KnownFault.class)
  void run_faultBroughtBack_promiseBroken(KnownFault fault) {
    Optional<Throwable> failure =
        Replay.onVirtualThread(
            () -> {
              for (long seed = 0; seed < SCHEDULES; seed++) {
                Optional<Throwable> broken =
                    Replay.failureOf(new Schedule(seed, false), fault.flaw);
                if (broken.isPresent()) {
                  return broken;
                }
              }
              return Optional.empty();
            });

    assertThat(failure).isPresent();
    assertThat(failure.get()).hasMessageContaining(fault.broken);
  }

  private static Participants with(Participants shop, Payment payment) {
    return new Participants(shop.carts(), shop.catalog(), shop.inventory(), payment);
  }

  private static Participants with(Participants shop, Inventory inventory) {
    return new Participants(shop.carts(), shop.catalog(), inventory, shop.payment());
  }

  private static Participants with(Participants shop, Carts carts) {
    return new Participants(carts, shop.catalog(), shop.inventory(), shop.payment());
  }

  private record ChargingFirst(SimulatedBook book, Participants shop) implements OrderWrites {
    @Override
    public PlaceResult place(NewOrder order, boolean leased) {
      var unused =
          shop.payment().authorize(order.placed(order.placedAt()), order.purchase().cardToken());
      return book.place(order, leased);
    }

    @Override
    public boolean change(Order before, Order after, Transition transition, Optional<Lease> lease) {
      return book.change(before, after, transition, lease);
    }
  }

  private record Unfenced(SimulatedBook book, Duration grace) implements OrderWrites {
    @Override
    public PlaceResult place(NewOrder order, boolean leased) {
      return book.place(
          new NewOrder(
              order.id(),
              order.purchase(),
              order.lines(),
              order.orderOfCart(),
              order.placedAt(),
              order.lastMoment().plus(grace)),
          leased);
    }

    @Override
    public boolean change(Order before, Order after, Transition transition, Optional<Lease> lease) {
      return book.change(before, after, transition, lease);
    }
  }

  /** Compares with what is there now, and so with nothing. */
  private record LastWriterWins(SimulatedBook book) implements OrderWrites {
    @Override
    public PlaceResult place(NewOrder order, boolean leased) {
      return book.place(order, leased);
    }

    @Override
    public boolean change(Order before, Order after, Transition transition, Optional<Lease> lease) {
      Order now = book.find(before.id()).orElseThrow();
      return book.change(now, after, transition, Optional.empty());
    }
  }

  private record ForgetfulPayment(Payment payment, AtomicInteger tries) implements Payment {
    ForgetfulPayment(Payment payment) {
      this(payment, new AtomicInteger());
    }

    @Override
    public AuthorizeResult authorize(Order order, CardToken cardToken) {
      String key = order.id() + "-" + tries.incrementAndGet();
      Order underNewKey =
          new Order(
              key,
              order.cartId(),
              order.state(),
              order.reason(),
              order.lines(),
              order.total(),
              order.shipTo(),
              order.createTime(),
              order.timeline(),
              order.version());
      return payment.authorize(underNewKey, cardToken);
    }

    @Override
    public CaptureResult capture(String orderId) {
      return payment.capture(orderId);
    }

    @Override
    public StepResult reverse(String orderId) {
      return payment.reverse(orderId);
    }
  }

  private record HastyInventory(Inventory inventory) implements Inventory {
    @Override
    public HoldResult hold(Order order) {
      HoldResult result = inventory.hold(order);
      return result instanceof Unanswered ? new OutOfStock(List.of()) : result;
    }

    @Override
    public StepResult settle(String orderId) {
      return inventory.settle(orderId);
    }

    @Override
    public StepResult release(String orderId) {
      return inventory.release(orderId);
    }
  }

  private record CarelessInventory(Inventory inventory) implements Inventory {
    @Override
    public HoldResult hold(Order order) {
      return inventory.hold(order);
    }

    @Override
    public StepResult settle(String orderId) {
      return done(inventory.settle(orderId));
    }

    @Override
    public StepResult release(String orderId) {
      return done(inventory.release(orderId));
    }

    private static StepResult done(StepResult result) {
      return result instanceof Unanswered ? new StepResult.Done() : result;
    }
  }

  private record KeepingCarts(Carts carts) implements Carts {
    @Override
    public CartResult get(String cartId) {
      return carts.get(cartId);
    }

    @Override
    public StepResult takeOut(Order order) {
      return new StepResult.Done();
    }
  }
}
