// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static souk.order.OrderFixture.BOUND;
import static souk.order.OrderFixture.PRODUCT;
import static souk.order.OrderFixture.events;
import static souk.order.OrderFixture.request;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.order.OrderFixture.Shopper;
import souk.order.mail.Mail;
import souk.order.mail.MailResult;
import souk.service.PostgresExtension;
import souk.v1.Order.State;

/** What shoppers are told by mail, and what becomes of it while mail is away. */
class ReceiptTest {
  @RegisterExtension
  static final PostgresExtension postgres = new PostgresExtension("souk/order/db/migration");

  @RegisterExtension final OrderFixture orders = new OrderFixture(postgres);

  @Test
  void confirmed_oneReceiptThatLeavesTheOrderAsItIs() {
    Shopper shopper = orders.start();

    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));
    orders.awaitQuiet();

    assertThat(orders.mails.taken()).hasSize(1);
    Mail receipt = orders.mails.taken("receipt", order.getId()).getFirst();
    assertThat(receipt.to().value()).isEqualTo("ada@example.com");
    assertThat(receipt.text()).contains(order.getId(), "the " + PRODUCT, "EUR 12.50", "Damrak 1");
    assertThat(receipt.messageId()).doesNotContain(order.getId().substring(4));
    assertThat(events(shopper.get(order))).hasSize(7);
  }

  @Test
  void rejected_noMail() {
    Shopper shopper = orders.start();

    shopper.checkout(request(orders.filledCart()).setCardToken("tok_declined"));
    orders.awaitQuiet();

    assertThat(orders.mails.taken()).isEmpty();
  }

  @Test
  void cancelledAfterConfirmed_noticeAndPaymentFailedToo() {
    Shopper shopper = orders.start();
    souk.v1.Order regretted = shopper.checkout(request(orders.filledCart()));
    orders.awaitQuiet();
    shopper.cancel(regretted);
    souk.v1.Order unpaid =
        shopper.checkout(request(orders.filledCart()).setCardToken("tok_capture_refused"));
    shopper.awaitState(unpaid, State.CANCELLED);
    orders.awaitQuiet();

    assertThat(orders.mails.taken("receipt", regretted.getId())).hasSize(1);
    assertThat(orders.mails.taken("cancelled", regretted.getId()))
        .singleElement()
        .satisfies(mail -> assertThat(mail.text()).contains("as you asked"));
    assertThat(orders.mails.taken("cancelled", unpaid.getId()))
        .singleElement()
        .satisfies(mail -> assertThat(mail.text()).contains("refused the payment"));
  }

  @Test
  void cancelledBeforeTheReceiptWent_onlyTheNoticeGoes() {
    Shopper shopper = orders.start();
    orders.mails.answer(Optional.of(new MailResult.Unknown("away")));
    souk.v1.Order order = shopper.checkout(request(orders.filledCart()));
    shopper.cancel(order);
    await("a receipt that was on its way has come back")
        .atMost(BOUND)
        .until(
            () -> orders.count("SELECT count(*) FROM tasks WHERE kind = 'RECEIPT' AND held") == 0);

    orders.mails.answer(Optional.empty());
    orders.awaitQuiet();

    assertThat(orders.mails.taken("receipt", order.getId())).isEmpty();
    assertThat(orders.mails.taken("cancelled", order.getId())).hasSize(1);
  }

  @Test
  void serverFrozen_checkoutsAndSettlementsGoOn() {
    Shopper shopper = orders.start();
    CountDownLatch frozen = orders.mails.hang();

    // More than the lane of mails has places, of which a quarter is open until one is answered.
    List<souk.v1.Order> bought = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      bought.add(shopper.checkout(request(orders.filledCart())));
    }

    assertThat(bought).allMatch(order -> order.getState() == State.CONFIRMED);
    await()
        .atMost(BOUND)
        .until(() -> orders.count("SELECT count(*) FROM tasks WHERE lane <> 'MAIL'") == 0);
    assertThat(orders.count("SELECT count(*) FROM tasks WHERE lane = 'MAIL'")).isEqualTo(20);
    assertThat(orders.mails.asked()).isEqualTo(OrderFixture.QUEUE.laneWidth() / 4);

    frozen.countDown();
    orders.awaitQuiet();
    bought.forEach(order -> assertThat(orders.mails.taken("receipt", order.getId())).hasSize(1));
  }

  @Test
  void refused_eachKind_parkedOrSeenOrTriedLater() {
    Shopper shopper = orders.start();
    orders.mails.answer(Optional.of(new MailResult.Refused("no such mailbox")));
    shopper.checkout(request(orders.filledCart()));
    awaitTask("parked_reason = 'no such mailbox'");

    orders.mails.answer(Optional.of(new MailResult.NotNow("greylisted")));
    shopper.checkout(request(orders.filledCart()));
    awaitTask("last_error = 'greylisted' AND due_at > now() + interval '3 s'");

    orders.mails.answer(Optional.of(new MailResult.NotAllowed("who are you")));
    shopper.checkout(request(orders.filledCart()));
    awaitTask("last_error = 'who are you' AND parked_reason IS NULL");
  }

  @Test
  void notSentInThreeDays_parkedAndNotBefore() {
    Shopper shopper = orders.start();
    orders.mails.answer(Optional.of(new MailResult.Unknown("away")));
    shopper.checkout(request(orders.filledCart()));
    awaitTask("last_error = 'away' AND attempts > 2");
    orders.execute("UPDATE tasks SET created_at = now() - interval '71 hours' WHERE lane = 'MAIL'");
    long attempts = orders.count("SELECT attempts FROM tasks WHERE lane = 'MAIL'");
    awaitTask("attempts > " + (attempts + 1) + " AND parked_reason IS NULL");

    orders.execute("UPDATE tasks SET created_at = now() - interval '73 hours' WHERE lane = 'MAIL'");

    awaitTask("parked_reason = 'not sent within three days: away'");
  }

  @Test
  void manyForOneAddress_overTheRateTheyWaitAndNoneIsLost() {
    Shopper first = orders.startWithMailRate(2);
    Shopper second = orders.startWithMailRate(2);
    for (int i = 0; i < 5; i++) {
      Shopper shopper = i % 2 == 0 ? first : second;
      String email = i % 2 == 0 ? "ada@example.com" : "ADA@example.com";
      shopper.checkout(request(orders.filledCart()).setEmail(email));
    }
    first.checkout(request(orders.filledCart()).setEmail("grace@example.com"));
    await()
        .atMost(BOUND)
        .until(
            () ->
                orders.count(
                        "SELECT count(*) FROM tasks WHERE due_at > now() + interval '50 minutes'")
                    == 3);
    assertThat(orders.mails.taken()).hasSize(3);

    for (int hour = 0; hour < 2; hour++) {
      orders.execute(
          "UPDATE mail_rates SET last_at = last_at - interval '61 minutes',"
              + " times = ARRAY(SELECT t - interval '61 minutes' FROM unnest(times) t)");
      orders.execute("UPDATE tasks SET due_at = now() WHERE lane = 'MAIL'");
      int sent = Math.min(6, 3 + 2 * (hour + 1));
      await().atMost(BOUND).until(() -> orders.mails.taken().size() == sent);
      await()
          .during(Duration.ofMillis(300))
          .atMost(BOUND)
          .until(() -> orders.mails.taken().size() == sent);
    }
    orders.awaitQuiet();
    assertThat(orders.count("SELECT count(*) FROM mail_rates")).as("forgotten").isOne();
  }

  @Test
  void triedAgain_countsOnce() {
    Shopper shopper = orders.startWithMailRate(1);
    orders.mails.answer(Optional.of(new MailResult.Unknown("away")));
    shopper.checkout(request(orders.filledCart()));
    awaitTask("attempts > 2 AND last_error = 'away'");

    orders.mails.answer(Optional.empty());
    orders.awaitQuiet();

    assertThat(orders.mails.taken()).hasSize(1);
  }

  private void awaitTask(String condition) {
    await(condition)
        .atMost(BOUND)
        .until(
            () ->
                orders.count("SELECT count(*) FROM tasks WHERE lane = 'MAIL' AND " + condition)
                    == 1);
  }
}
