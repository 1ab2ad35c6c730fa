// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.sse.ServerSentEvent;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.common.stream.StreamWriter;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.streaming.ServerSentEvents;
import io.grpc.Channel;
import io.grpc.Context;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import souk.order.v1.OrdersGrpc;
import souk.v1.Order;
import souk.v1.WatchOrderRequest;

/**
 * WatchOrder as server-sent events: GET /v1/orders/{order_id}/events. Each event is the order as
 * JSON. What is wrong before the first event is answered as any error; later the stream just ends,
 * and a browser connects again. Thread-safe.
 */
final class OrderEvents implements HttpService {
  static final String PATH = "/v1/orders/{order_id}/events";

  private static final Logger log = LoggerFactory.getLogger(OrderEvents.class);
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private final OrdersGrpc.OrdersBlockingStub orders;
  private final ClientRates rates;
  private final StreamLimit streams;
  private final JsonErrors errors;
  private final ScheduledExecutorService timer;

  OrderEvents(
      Channel orders,
      ClientRates rates,
      StreamLimit streams,
      JsonErrors errors,
      ScheduledExecutorService timer) {
    this.orders = OrdersGrpc.newBlockingStub(orders);
    this.rates = rates;
    this.streams = streams;
    this.errors = errors;
    this.timer = timer;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext request, HttpRequest http) {
    request.clearRequestTimeout();
    CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    Context.CancellableContext context =
        Context.ROOT.withDeadlineAfter(RequestBudget.STREAM.toNanos(), TimeUnit.NANOSECONDS, timer);
    StreamWriter<ServerSentEvent> events = StreamMessage.streaming();
    // Also when the reader goes: the stream that nobody reads is cancelled.
    var unused = events.whenComplete().whenComplete((done, gone) -> context.cancel(null));
    request
        .blockingTaskExecutor()
        .execute(
            () -> {
              try {
                context.run(() -> relay(request, http, response, events));
              } finally {
                // Of a stream that never began nobody else says that it has ended.
                context.cancel(null);
              }
            });
    return HttpResponse.of(response);
  }

  private void relay(
      ServiceRequestContext request,
      HttpRequest http,
      CompletableFuture<HttpResponse> response,
      StreamWriter<ServerSentEvent> events) {
    try (StreamLimit.Place _ = enter(request, http)) {
      Iterator<Order> changes =
          orders.watchOrder(
              WatchOrderRequest.newBuilder().setOrderId(request.pathParam("order_id")).build());
      while (changes.hasNext()) {
        if (!events.tryWrite(ServerSentEvent.ofData(PRINTER.print(changes.next())))) {
          return;
        }
        response.complete(ServerSentEvents.fromPublisher(events));
      }
      response.complete(ServerSentEvents.fromPublisher(events));
    } catch (InvalidProtocolBufferException | RuntimeException failure) {
      if (!response.complete(errors.of(failure)) && !Context.current().isCancelled()) {
        log.info("a stream of order events ended early: {}", failure.getMessage());
      }
    } finally {
      events.close();
    }
  }

  private StreamLimit.Place enter(ServiceRequestContext request, HttpRequest http) {
    rates.check(request.remoteAddress(), http.headers().getAll(ClientRates.FORWARDED_FOR.name()));
    return streams.enter();
  }
}
