// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import souk.lab.audit.Audit;
import souk.lab.audit.AuditMode;
import souk.lab.audit.AuditReport;
import souk.lab.audit.AuditSources;
import souk.lab.audit.LocalSources;
import souk.lab.cluster.Control.Connection;
import souk.lab.cluster.Control.Outcome;
import souk.lab.cluster.Control.Reply;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;
import souk.lab.cluster.Launcher;
import souk.lab.cluster.ShopStatus;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.part.FrontDoor;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.part.Trees;
import souk.lab.process.LabException;
import souk.lab.process.Leftovers;
import souk.lab.process.Ports;
import souk.lab.process.ProcessId;

/**
 * A shop of an experiment's own: the same processes under the same supervisor as with {@code ./souk
 * up}, with its own name, ports and data. It ends with {@link #close}, with this process however
 * that ends (kill -9 too), and with Ctrl-C. Its folder stays, unless {@link #discardIf} was told
 * that all is fine. Thread-safe; operations on different instances go on at the same time.
 */
public final class OwnShop implements TestedShop {
  private static final int DOOR_TRIES = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ShopHome home;
  private final FrontDoor door;
  private final Connection follower;
  private final Run run;
  private final Thread farewell = new Thread(this::endQuietly, "farewell");
  // Until somebody says that all is well.
  private volatile boolean kept = true;

  private OwnShop(ShopHome home, FrontDoor door, Connection follower, Run run) {
    this.home = home;
    this.door = door;
    this.follower = follower;
    this.run = run;
  }

  static OwnShop start(Path root, String name, ShopPlan plan, Run run)
      throws IOException, InterruptedException {
    ShopHome home = ShopHome.of(root, name, System.getenv());
    clear(home);
    FrontDoor door = freeDoor(new SecureRandom());
    OwnShop shop = new OwnShop(home, door, Launcher.launch(home, door, plan), run);
    Runtime.getRuntime().addShutdownHook(shop.farewell);
    try {
      shop.follow();
      return shop;
    } catch (IOException | RuntimeException e) {
      shop.close();
      throw e;
    }
  }

  /** Its folders: data, logs, history, faults. */
  public ShopHome home() {
    return home;
  }

  /** Its public ports. */
  public FrontDoor door() {
    return door;
  }

  @Override
  public String grpc() {
    return door.grpc();
  }

  @Override
  public Path history() {
    return home.history();
  }

  /** A new channel to its public gRPC port, which is to be shut down by who asked for it. */
  public ManagedChannel channel() {
    return NettyChannelBuilder.forTarget(door.grpc()).usePlaintext().build();
  }

  @Override
  public ShopStatus status() throws IOException {
    return status(Verb.STATUS);
  }

  /**
   * The status; addresses, health and memory as they were last found, if ever. See {@link
   * Verb#PARTS}.
   */
  public ShopStatus parts() throws IOException {
    return status(Verb.PARTS);
  }

  private ShopStatus status(Verb verb) throws IOException {
    ShopStatus status = ask(verb, "").status();
    if (status == null) {
      throw new LabException("the supervisor gave no status");
    }
    return status;
  }

  /** How one instance or store stands now. */
  public PartStatus part(String name) throws IOException {
    ShopStatus status = status();
    return Stream.concat(status.instances().stream(), status.stores().stream())
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new LabException("there is no '" + name + "'"));
  }

  /** Where the audit reads it; its stores come back at the same addresses. */
  public AuditSources auditSources() throws IOException {
    return LocalSources.of(home, status());
  }

  /** The names of a service's instances. */
  public List<String> instancesOf(String service) throws IOException {
    return parts().instances().stream()
        .filter(part -> part.service().equals(service))
        .map(PartStatus::name)
        .toList();
  }

  /** Starts an instance, a store or all of a service, and waits until it does its work. */
  @Override
  public void start(String target) throws IOException {
    ask(Verb.START, target);
  }

  @Override
  public void stop(String target) throws IOException {
    ask(Verb.STOP, target);
  }

  /**
   * Stops them all at the same time; each takes seconds, most of which it waits for its callers to
   * turn to another.
   */
  public void stopTogether(List<String> targets) throws IOException, InterruptedException {
    List<Future<Void>> stops = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String target : targets) {
        stops.add(
            threads.submit(
                () -> {
                  stop(target);
                  return null;
                }));
      }
    }
    for (Future<Void> stop : stops) {
      try {
        stop.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException known) {
          throw known;
        }
        throw new LabException("can't stop the services: " + e.getCause(), e);
      }
    }
  }

  /** Kill -9; an error when nothing of it runs. */
  @Override
  public void kill(String target) throws IOException {
    ask(Verb.KILL, target);
  }

  /** SIGSTOP; an error when nothing of it runs. */
  public void pause(String target) throws IOException {
    ask(Verb.PAUSE, target);
  }

  /** SIGCONT; an error when nothing of it runs. */
  public void resume(String target) throws IOException {
    ask(Verb.RESUME, target);
  }

  /** Lets it run for so many percent of the time only; 100 for all of it. */
  public void throttle(String target, int percent) throws IOException {
    ask(new Request(Verb.THROTTLE, target, false, percent));
  }

  /**
   * Lets the clock of an instance or of a service be ahead by so much, or behind; of a shop with
   * {@link souk.lab.part.ShopPlan.Trait#FAULTS} alone.
   */
  public void moveClock(String target, Duration ahead) throws IOException {
    ask(new Request(Verb.CLOCK, target, false, Math.toIntExact(ahead.toSeconds())));
  }

  /** Leaves no room on a store's disk; of a shop with small disks alone. */
  public void fill(String store) throws IOException {
    ask(Verb.FILL, store);
  }

  /** Gives it its room back. */
  public void free(String store) throws IOException {
    ask(Verb.FREE, store);
  }

  /** Stops and starts it; of a service, one instance after the other. */
  @Override
  public void restart(String target) throws IOException {
    ask(Verb.RESTART, target);
  }

  /** Sees to it that there are so many instances of the service. */
  public void scale(String service, int instances) throws IOException {
    ask(new Request(Verb.SCALE, service, false, instances));
  }

  /** What a part's clock or share of time is stays as it is: it can be judged all the same. */
  @Override
  public void mend() throws IOException {
    ShopStatus now = parts();
    for (PartStatus part :
        Stream.concat(now.stores().stream(), now.instances().stream()).toList()) {
      if (part.isDiskFull()) {
        free(part.name());
      }
      switch (part.state()) {
        case "paused" -> resume(part.name());
        case "stopped", "killed", "died" -> start(part.name());
        default -> {}
      }
    }
  }

  @Override
  public AuditReport audit(Duration patience) throws IOException, InterruptedException {
    return Audit.run(auditSources(), AuditMode.FINAL, patience, run::say);
  }

  /** If all is fine there is nothing to look at: its folder is removed when it is closed. */
  public void discardIf(boolean fine) {
    kept = run.keeps() || !fine;
  }

  /** Ends it, whatever state it is in, and removes its folder or tells where it is. */
  @Override
  public void close() throws IOException {
    try {
      if (kept) {
        end();
      } else {
        // What nobody will look at is killed, which takes a tenth of the time.
        Leftovers.kill(home.ledger());
      }
    } catch (InterruptedException e) {
      kept = true;
      Thread.currentThread().interrupt();
    } finally {
      follower.close();
      removeHook();
    }
    if (kept) {
      run.say("the shop's data and logs are in " + home.folder());
    } else {
      Trees.delete(home.folder());
    }
  }

  private void follow() throws IOException {
    Reply reply =
        follower.ask(
            new Request(Verb.FOLLOW, "", false), line -> run.say(home.shop() + ": " + line));
    if (reply.outcome() == Outcome.FAILED) {
      throw new LabException(reply.text());
    }
    run.say(home.shop() + " is up, " + door.web());
    Thread.ofVirtual().name("follower").start(this::listen);
  }

  /** What happens is in the supervisor's log; here it is only taken off the line. */
  private void listen() {
    try {
      follower.listen(line -> {});
    } catch (IOException e) {
      // The line is cut when the shop is closed.
    }
  }

  private Reply ask(Verb verb, String target) throws IOException {
    return ask(new Request(verb, target, false));
  }

  private Reply ask(Request request) throws IOException {
    try (Connection connection =
        Launcher.connect(home)
            .orElseThrow(() -> new LabException("shop '" + home.shop() + "' has ended"))) {
      Reply reply = connection.ask(request, line -> {});
      if (reply.outcome() == Outcome.FAILED) {
        throw new LabException(reply.text());
      }
      return reply;
    }
  }

  private void end() throws IOException, InterruptedException {
    Optional<ProcessId> supervisor = home.ledger().supervisor();
    if (Launcher.connect(home).isPresent()) {
      ask(Verb.DOWN, "");
    }
    if (supervisor.isPresent()) {
      supervisor.get().awaitEnd(PATIENCE);
    }
    Leftovers.end(home.ledger());
  }

  /** Who ends it so does not want to wait. */
  private void endQuietly() {
    try {
      if (run.keeps()) {
        end();
      } else {
        Leftovers.kill(home.ledger());
      }
    } catch (IOException | LabException e) {
      System.err.println("souk: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(farewell);
    } catch (IllegalStateException e) {
      // It is running.
    }
  }

  private static void clear(ShopHome home) throws IOException, InterruptedException {
    if (Launcher.connect(home).isPresent()) {
      throw new LabException(
          "shop '%s' is running, of another run: ./souk down --name %s ends it"
              .formatted(home.shop(), home.shop()));
    }
    if (Files.exists(home.folder())) {
      Leftovers.end(home.ledger());
      Trees.delete(home.folder());
    }
  }

  private static FrontDoor freeDoor(RandomGenerator random) {
    for (int i = 0; i < DOOR_TRIES; i++) {
      int port = Ports.choose(random, Set.of());
      if (Ports.isFree(port + 1)) {
        return new FrontDoor(port);
      }
    }
    throw new LabException("no two free ports in a row");
  }
}
