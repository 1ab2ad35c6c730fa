// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import souk.lab.cluster.Control.Connection;
import souk.lab.cluster.Control.Outcome;
import souk.lab.cluster.Control.Reply;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.part.FrontDoor;
import souk.lab.part.ShopHome;
import souk.lab.process.LabException;

/**
 * A shop in the hands of its supervisor: waiting for its launcher, then starting, up, stopping, and
 * that is the end. Requests come in threads of their own.
 */
final class HeldShop implements ControlledShop {
  private final ShopHome home;
  private final FrontDoor door;
  private final String consul;
  private final Cluster cluster;
  private final ReaperKeeper reaper;
  private final Links links;
  private final InstantSource clock;
  private final List<Connection> followers = new CopyOnWriteArrayList<>();
  private final List<ShopEvents> listeners = new CopyOnWriteArrayList<>();
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
  private final CountDownLatch followed = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String controlRoom = "-";

  private enum Phase {
    WAITING,
    STARTING,
    UP,
    STOPPING
  }

  /**
   * @param consul the address of the Consul agent in use
   */
  HeldShop(
      ShopHome home,
      FrontDoor door,
      String consul,
      ClusterMaker maker,
      ReaperKeeper reaper,
      Links links,
      InstantSource clock) {
    this.home = home;
    this.door = door;
    this.consul = consul;
    this.reaper = reaper;
    this.links = links;
    this.clock = clock;
    this.cluster = maker.make(new Told());
  }

  /** Makes the cluster, which tells what happens to it. */
  @FunctionalInterface
  interface ClusterMaker {
    Cluster make(ShopEvents events);
  }

  /** What the cluster tells goes to everyone who listens. */
  private final class Told implements ShopEvents {
    @Override
    public void say(String line) {
      HeldShop.this.say(line);
    }

    @Override
    public void became(String part, String state) {
      listeners.forEach(each -> each.became(part, state));
    }
  }

  Cluster cluster() {
    return cluster;
  }

  /** Whether a launcher came within that time. */
  boolean awaitFollower(long seconds) throws InterruptedException {
    return followed.await(seconds, TimeUnit.SECONDS);
  }

  /** Returns when everything has ended. */
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  void handle(Request request, Connection connection) {
    Progress progress =
        line -> {
          log(line);
          connection.reply(new Reply(Outcome.PROGRESS, line, null));
        };
    try {
      switch (request.verb()) {
        case FOLLOW -> {
          follow(connection, request.detached());
          return;
        }
        case STATUS -> {
          connection.reply(new Reply(Outcome.DONE, "", status()));
          return;
        }
        case PARTS -> {
          connection.reply(new Reply(Outcome.DONE, "", partsOnly()));
          return;
        }
        case DOWN -> {
          followers.add(connection);
          end();
        }
        default -> perform(request, progress);
      }
      connection.reply(new Reply(Outcome.DONE, "", null));
    } catch (LabException e) {
      connection.reply(new Reply(Outcome.FAILED, message(e), null));
    }
  }

  @Override
  public void perform(Request request, Progress progress) {
    listeners.forEach(each -> each.asked(request));
    switch (request.verb()) {
      case START -> cluster.start(request.target(), progress);
      case STOP -> cluster.stop(request.target(), progress);
      case KILL -> cluster.kill(request.target(), progress);
      case PAUSE -> cluster.pause(request.target(), progress);
      case RESUME -> cluster.resume(request.target(), progress);
      case RESTART -> cluster.restart(request.target(), progress);
      case SCALE -> cluster.scale(request.target(), request.count(), progress);
      case THROTTLE -> cluster.throttle(request.target(), request.count(), progress);
      case FILL -> cluster.fill(request.target(), true, progress);
      case FREE -> cluster.fill(request.target(), false, progress);
      case CLOCK -> cluster.moveClocks(request.target(), request.count(), progress);
      case LINK -> links.set(request.target(), progress);
      case FOLLOW, STATUS, PARTS, DOWN ->
          throw new IllegalArgumentException(request.verb() + " is not done to a part");
    }
  }

  /** Who has this link may do everything; it is told to those who may use the socket. */
  void tellControlRoom(String link) {
    controlRoom = link;
  }

  @Override
  public ShopHome home() {
    return home;
  }

  @Override
  public String state() {
    return Objects.requireNonNull(phase.get()).name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String grpc() {
    return door.grpc();
  }

  @Override
  public String web() {
    return door.web();
  }

  @Override
  public List<PartStatus> parts() {
    return Stream.concat(cluster.servicesAsMeasured().stream(), cluster.storesAsMeasured().stream())
        .toList();
  }

  @Override
  public void measure() {
    cluster.measure();
  }

  @Override
  public String link(String from, String to) {
    return links.weather(from, to);
  }

  @Override
  public void listen(ShopEvents listener) {
    listeners.add(listener);
  }

  /** Ends everything, once; who comes second waits for the end. */
  void end() {
    if (phase.getAndSet(Phase.STOPPING) == Phase.STOPPING) {
      awaitEndUninterrupted();
      return;
    }
    try {
      cluster.end(this::say);
      reaper.close();
    } catch (IOException e) {
      say("the reaper could not be ended: " + e.getMessage());
    } finally {
      ended.countDown();
    }
  }

  /** To the log and to everyone who listens. */
  void say(String line) {
    log(line);
    followers.forEach(each -> each.reply(new Reply(Outcome.PROGRESS, line, null)));
    listeners.forEach(each -> each.say(line));
  }

  private void log(String line) {
    System.out.println(clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + line);
  }

  private void follow(Connection connection, boolean detached) {
    if (!phase.compareAndSet(Phase.WAITING, Phase.STARTING)) {
      connection.reply(new Reply(Outcome.FAILED, "the shop is being started or stopped", null));
      return;
    }
    followers.add(connection);
    followed.countDown();
    Thread.ofVirtual().start(() -> watch(connection, detached));
    try {
      cluster.startAll(door::isOpen, this::say);
      if (!phase.compareAndSet(Phase.STARTING, Phase.UP)) {
        throw new LabException("told to stop while starting");
      }
    } catch (RuntimeException e) {
      end();
      connection.reply(new Reply(Outcome.FAILED, message(e), null));
      return;
    }
    connection.reply(new Reply(Outcome.DONE, "", status()));
    if (!detached) {
      awaitEndUninterrupted();
    }
  }

  /** A launcher that goes away takes its shop with it, unless the shop is up and detached. */
  private void watch(Connection connection, boolean detached) {
    connection.awaitEnd();
    followers.remove(connection);
    if (!(detached && phase.get() == Phase.UP) && ended.getCount() > 0) {
      say("the launcher has gone: everything ends");
      end();
    }
  }

  private ShopStatus status() {
    List<PartStatus> instances = cluster.serviceStatus();
    List<PartStatus> stores = cluster.storeStatus();
    long memory =
        Stream.concat(instances.stream(), stores.stream()).mapToLong(PartStatus::memoryBytes).sum()
            + Memory.ofOne(ProcessHandle.current().pid())
            + Memory.ofOne(reaper.pid());
    return status(instances, stores, memory);
  }

  private ShopStatus partsOnly() {
    return status(cluster.servicesAsMeasured(), cluster.storesAsMeasured(), 0);
  }

  private ShopStatus status(List<PartStatus> instances, List<PartStatus> stores, long memory) {
    return new ShopStatus(
        home.shop(),
        true,
        state(),
        door.web(),
        door.grpc(),
        consul,
        controlRoom,
        home.data().toString(),
        home.logs().toString(),
        home.mails().toString(),
        instances,
        stores,
        links.status(),
        ProcessHandle.current().pid(),
        memory);
  }

  private void awaitEndUninterrupted() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String message(RuntimeException e) {
    String message = e.getMessage();
    return e instanceof LabException && message != null ? message : e.toString();
  }
}
