// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Orders as the contract says them. */
final class OrderMessages {
  private OrderMessages() {}

  static souk.v1.Order of(Order order) {
    souk.v1.Order.Builder message =
        souk.v1.Order.newBuilder()
            .setId(order.id())
            .setState(souk.v1.Order.State.valueOf(order.state().name()))
            .setReason(reason(order.reason()))
            .setTotal(order.total().toMessage())
            .setShipTo(order.shipTo())
            .setCreateTime(timestamp(order.createTime()));
    for (OrderLine line : order.lines()) {
      message
          .addLinesBuilder()
          .setProductId(line.productId())
          .setName(line.name())
          .setQuantity(line.quantity())
          .setUnitPrice(line.unitPrice().toMessage())
          .setLineTotal(line.total().toMessage());
    }
    for (TimelineEntry entry : order.timeline()) {
      message
          .addTimelineBuilder()
          .setEvent(event(entry.event()))
          .setLogicalTime(entry.logicalTime())
          .setWallTime(timestamp(entry.wallTime()))
          .setDetail(entry.detail());
    }
    return message.build();
  }

  private static souk.v1.TimelineEntry.Event event(OrderEvent event) {
    return event == OrderEvent.UNKNOWN
        ? souk.v1.TimelineEntry.Event.EVENT_UNSPECIFIED
        : souk.v1.TimelineEntry.Event.valueOf(event.name());
  }

  private static souk.v1.Order.Reason reason(OrderReason reason) {
    return reason == OrderReason.NONE
        ? souk.v1.Order.Reason.REASON_UNSPECIFIED
        : souk.v1.Order.Reason.valueOf(reason.name());
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }
}
