// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.time.Duration;
import java.util.Optional;
import souk.order.mail.Mail;
import souk.order.mail.MailResult;
import souk.order.mail.Mails;

/**
 * Sends what shoppers are told by mail: at least once, for three days. What a server refuses for
 * good is parked, and so is what nobody took in that time; a mail that waits for its turn, because
 * its address has had many, is never given up. Thread-safe.
 */
final class OrderMails implements MailTasks {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final OrderReader reader;
  private final MailRates rates;
  private final Letters letters;
  private final Mails mails;
  private final Backoff backoff;

  OrderMails(OrderReader reader, MailRates rates, Letters letters, Mails mails, Backoff backoff) {
    this.reader = reader;
    this.rates = rates;
    this.letters = letters;
    this.mails = mails;
    this.backoff = backoff;
  }

  @Override
  public TaskOutcome send(TaskStore.Taken task) {
    Lease lease = task.lease();
    Optional<Addressed> found = reader.findAddressed(lease.orderId());
    if (found.isEmpty()) {
      return new TaskOutcome.Park("there is no such order");
    }
    Order order = found.get().order();
    boolean receipt = lease.kind() == TaskKind.RECEIPT;
    if (receipt && order.state() != OrderState.CONFIRMED) {
      // Cancelled meanwhile: the notice tells.
      return new TaskOutcome.Done(Optional.empty());
    }
    Mail mail =
        receipt
            ? letters.receipt(order, found.get().email())
            : letters.cancellation(order, found.get().email());
    Optional<Duration> untilTurn = rates.takeTurn(mail);
    if (untilTurn.isPresent()) {
      return new TaskOutcome.Later(untilTurn.get(), "its address has had its mails", false);
    }
    return outcome(mails.send(mail), task);
  }

  private TaskOutcome outcome(MailResult result, TaskStore.Taken task) {
    return switch (result) {
      case MailResult.Accepted accepted -> new TaskOutcome.Done(Optional.empty());
      case MailResult.Refused(String why) -> new TaskOutcome.Park(why);
      case MailResult.NotNow(String why) when !task.overdue() ->
          new TaskOutcome.Later(
              backoff.after(task.attempts(), FIRST_PAUSE, LONGEST_PAUSE), why, true);
      case MailResult.NotAllowed(String why) when !task.overdue() -> new TaskOutcome.Refused(why);
      case MailResult.Unknown(String why) when !task.overdue() -> new TaskOutcome.Again(why);
      case MailResult.NotNow(String why) -> tooLate(why);
      case MailResult.NotAllowed(String why) -> tooLate(why);
      case MailResult.Unknown(String why) -> tooLate(why);
    };
  }

  private static TaskOutcome tooLate(String why) {
    return new TaskOutcome.Park("not sent within three days: " + why);
  }
}
