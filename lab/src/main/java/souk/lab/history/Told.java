// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.history;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import souk.v1.Cart;
import souk.v1.Order;

/**
 * What a client was told after all attempts of an operation.
 *
 * @param attempts how each ended, in order; empty when the client gave up before one did
 * @param latency of all attempts together, with the pauses between them
 * @param cartId of a cart that was answered
 * @param orderId of an order that was answered
 * @param state of that order
 * @param total what that order costs, in minor units; 0 without an order
 * @param reason of that order, or of the last attempt's refusal ({@code ErrorInfo.reason})
 */
public record Told(
    List<Status.Code> attempts,
    Duration latency,
    @Nullable String cartId,
    @Nullable String orderId,
    Order.@Nullable State state,
    long total,
    @Nullable String reason) {
  public Told {
    attempts = List.copyOf(attempts);
    if ((orderId == null) != (state == null) || (orderId == null && total != 0)) {
      throw new IllegalArgumentException("an order has an id, a state and a total");
    }
  }

  /** What the client may take it for. */
  public Outcome outcome() {
    return Outcome.of(attempts);
  }

  /** Answered with a cart. */
  public static Told cart(List<Status.Code> attempts, Duration latency, Cart cart) {
    return new Told(attempts, latency, cart.getId(), null, null, 0, null);
  }

  /** Answered with an order. */
  public static Told order(List<Status.Code> attempts, Duration latency, Order order) {
    String reason =
        order.getReason() == Order.Reason.REASON_UNSPECIFIED ? null : order.getReason().name();
    return new Told(
        attempts,
        latency,
        null,
        order.getId(),
        order.getState(),
        MinorUnits.of(order.getTotal()),
        reason);
  }

  /**
   * Not answered, or refused.
   *
   * @param reason of the last refusal, if it had one
   */
  public static Told error(List<Status.Code> attempts, Duration latency, @Nullable String reason) {
    return new Told(attempts, latency, null, null, null, 0, reason);
  }
}
