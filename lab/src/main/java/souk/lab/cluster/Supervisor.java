// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import souk.lab.part.FrontDoor;
import souk.lab.part.Jvm;
import souk.lab.part.Shop;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.process.LabException;
import souk.lab.process.Ledger;
import souk.lab.process.Leftovers;
import souk.lab.process.LogFile;
import souk.lab.process.ProcessId;

/**
 * The process that holds one shop. It starts nothing until its launcher follows it, and ends
 * everything, itself at last, when it is told to, when the start fails, or when the launcher of a
 * shop that is not detached goes away.
 */
public final class Supervisor {
  /** Its log, beside those of the parts. */
  public static final String LOG = "supervisor";

  private static final int HEAP_MEGABYTES = 48;
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);
  private static final long SECONDS_FOR_LAUNCHER = 20;
  private static final long SECONDS_BETWEEN_LOG_CHECKS = 5;

  /** In the place of an argument that there is not. */
  static final String NONE = "-";

  /** Puts this class together with what depends on it. */
  private static final String MAIN = "souk.lab.SupervisorMain";

  private Supervisor() {}

  /**
   * The command that runs it.
   *
   * @param consul the program of Consul; with "-" an agent is at {@code CONSUL_HTTP_ADDR}
   * @param plan the file of a {@link ShopPlan}, or "-" for a plain shop
   */
  static List<String> command(ShopHome home, FrontDoor door, String consul, String plan) {
    return Jvm.command(
        home,
        HEAP_MEGABYTES,
        MAIN,
        home.root().toString(),
        home.shop(),
        Integer.toString(door.webPort()),
        consul,
        plan);
  }

  /**
   * Holds the shop until it ends, and then this process.
   *
   * @param annex what stands beside it meanwhile
   */
  public static void run(String[] arguments, Annex annex) throws IOException, InterruptedException {
    ShopHome home = ShopHome.of(Path.of(arguments[0]), arguments[1], System.getenv());
    FrontDoor door = new FrontDoor(Integer.parseInt(arguments[2]));
    try {
      // Held until this process ends, whatever happens.
      if (!ShopLock.take(home.lock(), LOCK_PATIENCE)) {
        throw new LabException("another supervisor holds this shop");
      }
      ShopPlan plan =
          arguments[4].equals(NONE) ? ShopPlan.plain() : ShopPlan.read(Path.of(arguments[4]));
      hold(home, door, arguments[3], plan, annex);
    } catch (LabException e) {
      System.err.println("souk: " + e.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }

  private static void hold(ShopHome home, FrontDoor door, String consul, ShopPlan plan, Annex annex)
      throws IOException, InterruptedException {
    Ledger ledger = home.ledger();
    List<String> left = Leftovers.end(ledger);
    if (!left.isEmpty()) {
      System.out.println("ended what an earlier launcher left: " + String.join(", ", left));
    }
    ledger.addSupervisor();
    Links links = Links.of(plan, home, consul);
    Strains strains = new Strains(Disks.of(plan, home), Clocks.of(plan, home));
    Shop shop = shop(home, door, consul, links.laidInto(plan));
    ReaperKeeper reaper = new ReaperKeeper(ledger, home.log(LOG).file());
    HeldShop held =
        new HeldShop(
            home,
            door,
            shop.consul(),
            events -> new Cluster(shop, home, ledger, strains, events),
            reaper,
            links,
            InstantSource.system());
    startLogsAnew(held.cluster());
    reaper.start();
    Runtime.getRuntime().addShutdownHook(new Thread(held::end, "end"));
    try (ControlServer server = ControlServer.open(home.socket(), held::handle);
        ScheduledExecutorService logs = boundLogs(home, held.cluster());
        ScheduledExecutorService disk = keepOnDisk(held.cluster());
        Annex.Room room = opened(annex, held)) {
      held.tellControlRoom(room.link());
      if (!held.awaitFollower(SECONDS_FOR_LAUNCHER)) {
        held.end();
      }
      held.awaitEnd();
      logs.shutdownNow();
      disk.shutdown();
      server.finish();
    } finally {
      held.end();
      links.close();
    }
    ledger.remove(ProcessId.current());
  }

  /** A shop does without it rather than not run. */
  private static Annex.Room opened(Annex annex, ControlledShop shop) {
    try {
      return annex.open(shop);
    } catch (IOException | LabException e) {
      System.err.println("souk: no control room: " + e.getMessage());
      return new NoRoom();
    }
  }

  private record NoRoom() implements Annex.Room {
    @Override
    public String link() {
      return "-";
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  }

  private static Shop shop(ShopHome home, FrontDoor door, String consul, ShopPlan plan) {
    SecureRandom random = new SecureRandom();
    if (!consul.equals(NONE)) {
      return Shop.withOwnConsul(home, door, random, Path.of(consul), plan);
    }
    String address = System.getenv("CONSUL_HTTP_ADDR");
    if (address == null) {
      throw new LabException("CONSUL_HTTP_ADDR is not set");
    }
    return Shop.withConsulAt(home, door, random, address.replaceFirst("^https?://", ""), plan);
  }

  private static void startLogsAnew(Cluster cluster) throws IOException {
    for (Instance instance : cluster.instances()) {
      instance.log().startAnew();
    }
  }

  private static ScheduledExecutorService boundLogs(ShopHome home, Cluster cluster) {
    ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    var unused =
        thread.scheduleWithFixedDelay(
            () -> {
              cluster.instances().forEach(instance -> bound(instance.log()));
              bound(home.log(LOG));
            },
            SECONDS_BETWEEN_LOG_CHECKS,
            SECONDS_BETWEEN_LOG_CHECKS,
            TimeUnit.SECONDS);
    return thread;
  }

  /** In a thread of its own: a slow disk keeps nobody else waiting. */
  private static ScheduledExecutorService keepOnDisk(Cluster cluster) {
    ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    var unused =
        thread.scheduleWithFixedDelay(
            () -> cluster.instances().forEach(Supervisor::toDisk), 1, 1, TimeUnit.SECONDS);
    return thread;
  }

  private static void toDisk(Instance instance) {
    try {
      instance.part().toDisk();
    } catch (IOException e) {
      System.err.println("souk: the disk does not take " + instance.name() + "'s data: " + e);
    }
  }

  private static void bound(LogFile log) {
    try {
      log.bound(LogFile.MAX_BYTES);
    } catch (IOException e) {
      System.err.println("souk: can't keep " + log.file() + " within bounds: " + e.getMessage());
    }
  }
}
