// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.Optional;
import java.util.function.Supplier;

/** What is done for each kind of task: one call of one other party, and what its answer means. */
final class TaskHandlers {
  private final Checkout checkout;
  private final Orders orders;
  private final OrderReads reader;
  private final Participants shop;
  private final MailTasks mails;

  TaskHandlers(
      Checkout checkout, Orders orders, OrderReads reader, Participants shop, MailTasks mails) {
    this.checkout = checkout;
    this.orders = orders;
    this.reader = reader;
    this.shop = shop;
    this.mails = mails;
  }

  /** The work of a task that was taken. */
  Supplier<TaskOutcome> workOf(TaskStore.Taken task) {
    Lease lease = task.lease();
    return switch (lease.kind()) {
      case DECIDE -> () -> decide(lease, task.overdue());
      case SETTLE ->
          () -> outcome(shop.inventory().settle(lease.orderId()), OrderEvent.STOCK_SETTLED);
      case CAPTURE -> () -> capture(lease);
      case TAKE_OUT ->
          () -> outcome(shop.carts().takeOut(orders.get(lease.orderId())), OrderEvent.CART_EMPTIED);
      case RELEASE ->
          () -> outcome(shop.inventory().release(lease.orderId()), OrderEvent.STOCK_RELEASED);
      case REVERSE ->
          () -> outcome(shop.payment().reverse(lease.orderId()), OrderEvent.PAYMENT_REVERSED);
      case RECEIPT, NOTICE -> () -> mails.send(task);
    };
  }

  private TaskOutcome decide(Lease lease, boolean overdue) {
    Optional<PendingOrder> pending = reader.findPending(lease, overdue);
    // Whoever decided it has ended the task.
    return pending.isPresent() ? checkout.decide(pending.get()) : new TaskOutcome.Ended(false);
  }

  private TaskOutcome capture(Lease lease) {
    return switch (shop.payment().capture(lease.orderId())) {
      case Payment.CaptureRefused refused -> orders.failPayment(lease);
      case StepResult step -> outcome(step, OrderEvent.PAYMENT_CAPTURED);
    };
  }

  private static TaskOutcome outcome(StepResult result, OrderEvent event) {
    return switch (result) {
      case StepResult.Done done -> new TaskOutcome.Done(Optional.of(event));
      case StepResult.Closed closed -> new TaskOutcome.Done(Optional.empty());
      case StepResult.Rejected rejected -> new TaskOutcome.Park(rejected.why());
      case Unanswered unknown -> new TaskOutcome.Again(unknown.why());
    };
  }
}
