// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.BindableService;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import souk.order.mail.Mails;
import souk.service.telemetry.Telemetry;

/**
 * All of the order service but its connections to others: the one place that says what knows what.
 * Thread-safe.
 */
final class OrderEngine implements AutoCloseable {
  private static final Duration WATCH_POLL = Duration.ofMillis(200);
  private static final int ID_BYTES = 16;

  private final List<BindableService> services;
  private final OrderStreams streams;
  private final List<Runnable> closings;

  private OrderEngine(
      List<BindableService> services, OrderStreams streams, List<Runnable> closings) {
    this.services = services;
    this.streams = streams;
    this.closings = closings;
  }

  /**
   * Begins to work on tasks.
   *
   * @param instance this process's name, for people
   * @param mails closed with it
   * @param random for ids and jitter; thread-safe
   */
  static OrderEngine start(
      String instance,
      OrderConfig config,
      Jdbi jdbi,
      Parts parts,
      Mails mails,
      SecureRandom random,
      Telemetry telemetry) {
    OrderMetrics metrics = new OrderMetrics(telemetry.meter());
    TaskBoard board = new TaskBoard(jdbi);
    QueueMetrics.show(telemetry.meter(), board);
    InstantSource clock = InstantSource.system();
    OrderConfig.Queue queue = config.queue();
    OrderConfig.Limits limits = config.limits();

    OrderChanges changes = new OrderChanges();
    OrderReader reader = new OrderReader(jdbi);
    Participants shop = parts.shop();
    TaskStore tasks = new TaskStore(jdbi, instance, queue.lease(), limits.overdueAfter());
    Orders orders = new Orders(parts.reads(), parts.writes(), changes, clock, limits.pending());
    OrderWatches watches = new OrderWatches(reader, WATCH_POLL);
    OrderStreams streams = new OrderStreams(watches, limits.watches());

    TaskBell bell = new TaskBell();
    Backoff backoff = new Backoff(random);
    TaskEndings endings = new TaskEndings(tasks, changes, backoff, clock, bell);
    TaskRunner runner = new TaskRunner(queue.workDeadline(), endings, metrics, System::nanoTime);
    LeaseKeeper leases = new LeaseKeeper(tasks, runner, queue.heartbeat());
    Lane decisions = Lane.urgent(LaneName.DECISION, queue.decisions(), System::nanoTime);
    List<Lane> lanes =
        List.of(
            decisions,
            decisions.half(LaneName.SLOW_DECISION),
            Lane.patient(LaneName.INVENTORY, queue.laneWidth(), System::nanoTime),
            Lane.patient(LaneName.PAYMENT, queue.laneWidth(), System::nanoTime),
            Lane.patient(LaneName.CART, queue.laneWidth(), System::nanoTime),
            Lane.patient(LaneName.MAIL, queue.laneWidth(), System::nanoTime));

    Checkout checkout =
        new Checkout(
            orders,
            shop,
            new LaneSlots(decisions.forCallers(), runner, telemetry),
            watches,
            () -> newOrderId(random),
            clock,
            limits.pending());
    MailRates rates = new MailRates(jdbi, config.hashKey(), config.mail().perAddressAndHour());
    Letters letters = new Letters(config.mail().smtp().from());
    OrderMails orderMails = new OrderMails(reader, rates, letters, mails, backoff);
    TaskHandlers handlers = new TaskHandlers(checkout, orders, parts.reads(), shop, orderMails);
    TaskWorker.Pace pace = new TaskWorker.Pace(queue.poll(), limits.overdueAfter());
    TaskWorker worker =
        new TaskWorker(tasks, handlers, runner, lanes, bell, pace, metrics, telemetry);
    changes.listen(worker);
    changes.listen(watches);
    changes.listen(metrics);
    worker.start();

    OrderGrpcService service =
        new OrderGrpcService(
            new CheckoutRequests(config.hashKey()),
            checkout,
            orders,
            streams,
            metrics,
            new OrderGrpcService.Limits(limits.answer(), limits.watch()));
    return new OrderEngine(
        List.of(service, new TasksGrpcService(board, parts.reads(), bell)),
        streams,
        List.of(
            worker::close,
            runner::close,
            mails::close,
            endings::close,
            leases::close,
            streams::close,
            watches::close));
  }

  List<BindableService> services() {
    return services;
  }

  /** Ends what would go on for minutes; to be called when this instance is about to leave. */
  void leave() {
    streams.close();
  }

  /** Takes no more tasks, waits for those that run, and stops. */
  @Override
  public void close() {
    closings.forEach(Runnable::run);
  }

  private static String newOrderId(SecureRandom random) {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return "ord_" + HexFormat.of().formatHex(bytes);
  }
}
