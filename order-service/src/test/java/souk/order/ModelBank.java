// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Status;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import souk.service.Money;

/**
 * Payment as its contract describes it, before an acquirer that it reaches over a link of its own:
 * intent before the call, the same key again on no answer, a tombstone before the undo.
 * Thread-safe; no lock is held while the acquirer is asked.
 */
final class ModelBank implements Payment {
  private record Intent(Money amount, CardToken card) {}

  private final Link link;
  private final Link toAcquirer;
  private final ModelAcquirer acquirer;
  // All below are guarded by this.
  private final Map<String, Intent> intents = new HashMap<>();
  private final Set<String> tombstones = new HashSet<>();
  private final Set<String> reversed = new HashSet<>();

  ModelBank(Link link, Link toAcquirer, ModelAcquirer acquirer) {
    this.link = link;
    this.toAcquirer = toAcquirer;
    this.acquirer = acquirer;
  }

  /** Whether the acquirer has confirmed that the payment is undone. */
  synchronized boolean isReversed(String orderId) {
    return reversed.contains(orderId);
  }

  @Override
  public AuthorizeResult authorize(Order order, CardToken card) {
    return link.call("authorise", () -> authorizeNow(order, card), Unanswered::of);
  }

  private AuthorizeResult authorizeNow(Order order, CardToken card) {
    if (!intend(order, card)) {
      return new AuthorizeClosed();
    }
    ModelAcquirer.Answer answer =
        ask("acquirer: authorise", () -> acquirer.authorize(order.id(), order.total(), card));
    return switch (answer) {
      case APPROVED -> isClosed(order.id()) ? new AuthorizeClosed() : new Authorized();
      case DECLINED -> new Declined("do_not_honour");
      case UNDONE -> new AuthorizeClosed();
      case NONE -> unanswered();
      case CAPTURED, CAPTURE_REFUSED, UNKNOWN_KEY -> throw new AssertionError(answer);
    };
  }

  private synchronized boolean intend(Order order, CardToken card) {
    Intent intent = new Intent(order.total(), card);
    Intent before = intents.putIfAbsent(order.id(), intent);
    if (before != null && !before.equals(intent)) {
      throw new AssertionError("an order is authorised again with another amount or card");
    }
    return !tombstones.contains(order.id());
  }

  @Override
  public CaptureResult capture(String orderId) {
    return link.call("capture", () -> captureNow(orderId), Unanswered::of);
  }

  private CaptureResult captureNow(String orderId) {
    if (isClosed(orderId)) {
      return new StepResult.Closed();
    }
    return switch (ask("acquirer: capture", () -> acquirer.capture(orderId))) {
      case CAPTURED -> new StepResult.Done();
      case CAPTURE_REFUSED -> new CaptureRefused();
      case UNDONE -> new StepResult.Closed();
      case UNKNOWN_KEY -> new StepResult.Rejected("NOT_AUTHORIZED");
      case NONE -> unanswered();
      case APPROVED, DECLINED -> throw new AssertionError("not an answer to a capture");
    };
  }

  @Override
  public StepResult reverse(String orderId) {
    return link.call("reverse", () -> reverseNow(orderId), Unanswered::of);
  }

  private StepResult reverseNow(String orderId) {
    bury(orderId);
    if (ask("acquirer: undo", () -> acquirer.undo(orderId)) == ModelAcquirer.Answer.NONE) {
      return unanswered();
    }
    confirmReversed(orderId);
    return new StepResult.Done();
  }

  private ModelAcquirer.Answer ask(
      String what, java.util.function.Supplier<ModelAcquirer.Answer> effect) {
    return toAcquirer.call(what, effect, status -> ModelAcquirer.Answer.NONE);
  }

  private static Unanswered unanswered() {
    return Unanswered.of(Status.UNAVAILABLE.withDescription("the acquirer gave no answer"));
  }

  private synchronized boolean isClosed(String orderId) {
    return tombstones.contains(orderId);
  }

  private synchronized void bury(String orderId) {
    tombstones.add(orderId);
  }

  private synchronized void confirmReversed(String orderId) {
    reversed.add(orderId);
  }
}
