// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.type.PostalAddress;
import io.grpc.Deadline;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import souk.service.Money;

/** A checkout that finds, when it places its order, that the same request was faster. */
class OvertakenTest {
  private static final String CART = "crt_" + "1".repeat(32);
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final RequestHash HASH = RequestHash.stored(new byte[32]);

  private final Order first = pending();
  private int placesTaken;
  private final List<Integer> placesTakenWhileWaiting = new ArrayList<>();

  @Test
  void checkout_overtaken_waitsForTheOtherWithoutHoldingAPlace() {
    ModelShop shop = new ModelShop();
    shop.sell("lamp", 1000, 10);
    shop.createCart(CART);
    shop.fillCart(CART, "lamp", 1);
    Checkout checkout =
        new Checkout(
            new OvertakingBook(),
            shop.participants(),
            CountedSlot::new,
            order -> new CountingWait(),
            () -> "ord_" + "2".repeat(32),
            InstantSource.fixed(NOON),
            10);

    Order answer = checkout.checkout(purchase(), callTime());

    assertThat(answer).isEqualTo(first);
    assertThat(placesTakenWhileWaiting).containsExactly(0);
    assertThat(placesTaken).isZero();
  }

  /** Nothing is there at the first look; then the order of the faster one. */
  private final class OvertakingBook implements OrderBook {
    private boolean overtaken;

    @Override
    public LookUp lookUp(String cartId, UUID requestId) {
      return overtaken
          ? new LookUp(NOON, Optional.of(new LookUp.Known(first, HASH)), Optional.empty(), 1, 1)
          : new LookUp(NOON, Optional.empty(), Optional.empty(), 0, 0);
    }

    @Override
    public boolean isPlaced(String cartId, UUID requestId) {
      return overtaken;
    }

    @Override
    public PlaceResult place(NewOrder order, boolean leased) {
      overtaken = true;
      return new PlaceResult.Overtaken();
    }

    @Override
    public Optional<Order> decide(
        PendingOrder pending, Transition decision, List<Happened> happened) {
      throw new AssertionError("nothing was placed");
    }
  }

  private final class CountedSlot implements DecisionSlots.Slot {
    private boolean held = true;

    CountedSlot() {
      placesTaken++;
    }

    @Override
    public boolean isThere() {
      return true;
    }

    @Override
    public void decide(PendingOrder pending, Supplier<TaskOutcome> decision) {
      throw new AssertionError("nothing was placed");
    }

    @Override
    public void close() {
      if (held) {
        held = false;
        placesTaken--;
      }
    }
  }

  private final class CountingWait implements Decisions.Pending {
    @Override
    public Order await(Deadline until) {
      placesTakenWhileWaiting.add(placesTaken);
      return first;
    }

    @Override
    public void close() {}
  }

  private static Purchase purchase() {
    return new Purchase(
        CART,
        UUID.randomUUID(),
        new CardToken("tok_visa"),
        "ada@example.com",
        PostalAddress.getDefaultInstance(),
        Optional.empty(),
        HASH);
  }

  private static CallTime callTime() {
    Deadline late = Deadline.after(1, TimeUnit.MINUTES);
    return new CallTime(late, late, late);
  }

  private static Order pending() {
    Money price = new Money(ModelShop.EUR, 1000);
    return new Order(
        "ord_" + "1".repeat(32),
        CART,
        OrderState.PENDING,
        OrderReason.NONE,
        List.of(new OrderLine("lamp", "Lamp", 1, price)),
        price,
        PostalAddress.getDefaultInstance(),
        NOON,
        List.of(TimelineEntry.after(0, Happened.plain(OrderEvent.PLACED, NOON))),
        1);
  }
}
