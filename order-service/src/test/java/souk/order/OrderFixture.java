// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import static org.awaitility.Awaitility.await;

import com.google.type.PostalAddress;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.ServerInterceptors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import souk.order.mail.EmailAddress;
import souk.order.mail.SmtpConfig;
import souk.order.v1.OrdersGrpc;
import souk.order.v1.TasksGrpc;
import souk.service.GrpcExtension;
import souk.service.PostgresExtension;
import souk.service.telemetry.Telemetry;
import souk.v1.CancelOrderRequest;
import souk.v1.CheckoutRequest;
import souk.v1.GetOrderRequest;
import souk.v1.TimelineEntry.Event;

/**
 * Instances of the order service on one real database, beside a model of the rest of the shop. A
 * test starts as many as it needs; they end with it, and the next begins with no orders.
 */
final class OrderFixture implements BeforeEachCallback, AfterEachCallback {
  static final String PRODUCT = "brass-lamp";
  static final long PRICE = 1250;
  static final Duration BOUND = Duration.ofSeconds(30);

  private final PostgresExtension postgres;
  private final SecureRandom random = new SecureRandom();
  private final GrpcExtension grpc = new GrpcExtension();
  private final List<OrderEngine> engines = new ArrayList<>();
  private Telemetry telemetry = Telemetry.off();
  ModelShop shop = new ModelShop();
  ModelMails mails = new ModelMails();

  OrderFixture(PostgresExtension postgres) {
    this.postgres = postgres;
  }

  /** Short times, so that a lease is over soon. */
  static final OrderConfig.Queue QUEUE =
      new OrderConfig.Queue(
          Duration.ofMillis(800),
          Duration.ofMillis(200),
          Duration.ofMillis(50),
          Duration.ofSeconds(3),
          50,
          16);

  private static final SmtpConfig SMTP =
      new SmtpConfig(
          "127.0.0.1",
          1,
          new EmailAddress("orders@souk.example"),
          false,
          Optional.empty(),
          Duration.ofSeconds(1));

  /** A checkout waits for its decision as long as it may, since the machine may be busy. */
  static final OrderConfig.Limits LIMITS = limits(BOUND);

  /** A checkout is soon answered PENDING. */
  static final OrderConfig.Limits IMPATIENT = limits(Duration.ofMillis(300));

  private static OrderConfig.Limits limits(Duration answer) {
    return new OrderConfig.Limits(
        answer, Duration.ofMinutes(15), 10_000, 100, Duration.ofMinutes(5));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    shop = new ModelShop();
    mails = new ModelMails();
    shop.sell(PRODUCT, PRICE, 1_000);
    execute("TRUNCATE orders, order_lines, order_timeline, tasks, mail_rates");
  }

  @Override
  public void afterEach(ExtensionContext context) throws InterruptedException {
    grpc.afterEach(context);
    engines.forEach(OrderEngine::close);
    engines.clear();
  }

  /** A running instance. */
  Shopper start() {
    return start(QUEUE, LIMITS);
  }

  /** A running instance that answers PENDING soon. */
  Shopper startImpatient() {
    return start(QUEUE, IMPATIENT);
  }

  /** A running instance that lets an address have so many mails an hour. */
  Shopper startWithMailRate(int perHour) {
    return start(QUEUE, LIMITS, perHour);
  }

  Shopper start(OrderConfig.Queue queue, OrderConfig.Limits limits) {
    return start(queue, limits, 0);
  }

  private Shopper start(OrderConfig.Queue queue, OrderConfig.Limits limits, int mailsPerHour) {
    OrderConfig config =
        new OrderConfig(
            postgres.config(),
            new RequestHash.Key(new byte[32]),
            new OrderConfig.Deadlines(BOUND, BOUND, BOUND, BOUND),
            queue,
            limits,
            new OrderConfig.Mail(SMTP, mailsPerHour));
    String instance = "order-" + (engines.size() + 1);
    Jdbi jdbi = postgres.database().jdbi();
    Parts parts = Parts.of(instance, config, jdbi, shop.participants());
    OrderEngine engine = OrderEngine.start(instance, config, jdbi, parts, mails, random, telemetry);
    engines.add(engine);
    try {
      ManagedChannel channel =
          grpc.serve(engine.services().stream().map(this::traced).toArray(BindableService[]::new));
      return new Shopper(OrdersGrpc.newBlockingStub(channel), TasksGrpc.newBlockingStub(channel));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BindableService traced(BindableService service) {
    return () -> ServerInterceptors.intercept(service, telemetry.tracing(true));
  }

  /** What instances that are started from now on tell of themselves. */
  void tell(Telemetry of) {
    telemetry = of;
  }

  /** Has the instance that was started last end what would go on for long. */
  void leave() {
    engines.getLast().leave();
  }

  /** A cart with one piece of the product. */
  String filledCart() {
    String cartId = emptyCart();
    shop.fillCart(cartId, PRODUCT, 1);
    return cartId;
  }

  String emptyCart() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    String cartId = "crt_" + HexFormat.of().formatHex(bytes);
    shop.createCart(cartId);
    return cartId;
  }

  /** A request that is right in every field. */
  static CheckoutRequest.Builder request(String cartId) {
    return CheckoutRequest.newBuilder()
        .setCartId(cartId)
        .setRequestId(UUID.randomUUID().toString())
        .setCardToken("tok_visa")
        .setEmail("ada@example.com")
        .setShipTo(
            PostalAddress.newBuilder().setRegionCode("NL").addAddressLines("Damrak 1").build());
  }

  InstantSource clock() {
    return InstantSource.system();
  }

  void execute(String sql) {
    postgres.database().jdbi().useHandle(handle -> handle.execute(sql));
  }

  long count(String sql) {
    return postgres
        .database()
        .jdbi()
        .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  /** Waits until nothing is left to do. */
  void awaitQuiet() {
    await("no task is left")
        .atMost(BOUND)
        .until(() -> count("SELECT count(*) FROM tasks WHERE parked_reason IS NULL") == 0);
  }

  /** Waits until a task was tried in vain and put back. */
  void awaitTried(String kind, String orderId) {
    await("it was tried")
        .atMost(BOUND)
        .until(
            () ->
                count(
                        "SELECT count(*) FROM tasks WHERE last_error IS NOT NULL AND kind = '%s' AND order_id = '%s'"
                            .formatted(kind, orderId))
                    == 1);
  }

  static List<Event> events(souk.v1.Order order) {
    return order.getTimelineList().stream().map(souk.v1.TimelineEntry::getEvent).toList();
  }

  /** Somebody who talks to one instance. */
  record Shopper(OrdersGrpc.OrdersBlockingStub stub, TasksGrpc.TasksBlockingStub tasks) {
    souk.v1.Order checkout(CheckoutRequest.Builder request) {
      return stub.withDeadlineAfter(BOUND).checkout(request.build());
    }

    souk.v1.Order get(souk.v1.Order order) {
      return get(order.getId());
    }

    souk.v1.Order get(String orderId) {
      return stub.withDeadlineAfter(BOUND)
          .getOrder(GetOrderRequest.newBuilder().setOrderId(orderId).build());
    }

    souk.v1.Order cancel(souk.v1.Order order) {
      return stub.withDeadlineAfter(BOUND)
          .cancelOrder(
              CancelOrderRequest.newBuilder()
                  .setOrderId(order.getId())
                  .setRequestId(UUID.randomUUID().toString())
                  .build());
    }

    souk.v1.Order awaitState(souk.v1.Order order, souk.v1.Order.State state) {
      return await("the order is " + state)
          .atMost(BOUND)
          .until(() -> get(order), now -> now.getState() == state);
    }

    souk.v1.Order awaitEvent(souk.v1.Order order, Event event) {
      return await("the timeline has " + event)
          .atMost(BOUND)
          .until(() -> get(order), now -> events(now).contains(event));
    }
  }
}
