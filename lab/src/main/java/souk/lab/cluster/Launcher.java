// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import souk.lab.cluster.Control.Connection;
import souk.lab.part.FrontDoor;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;
import souk.lab.part.SmallDisks;
import souk.lab.process.Detached;
import souk.lab.process.LabException;
import souk.lab.process.Ports;
import souk.lab.wire.PacketLoss;

/** Starts supervisors, and finds those that run. */
public final class Launcher {
  private static final Duration SUPERVISOR_PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final String PLAN = "plan.json";

  private Launcher() {}

  /** A connection to the shop's supervisor; empty when nobody holds the shop. */
  public static Optional<Connection> connect(ShopHome home) {
    try {
      return Files.exists(home.socket())
          ? Optional.of(Connection.to(home.socket()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Makes the shop's folders and starts a supervisor, which starts nothing until it is followed.
   * Blocks, for minutes when Consul must be built first.
   *
   * @throws LabException when it can't be, in one line that says why
   */
  public static Connection launch(ShopHome home, FrontDoor door, ShopPlan plan)
      throws IOException, InterruptedException {
    home.create();
    requireFree(door);
    PacketLoss.removeLeftovers();
    String consul =
        System.getenv("CONSUL_HTTP_ADDR") == null
            ? ConsulProgram.find(home.root()).toString()
            : Supervisor.NONE;
    ClassPath.link(home);
    home.log(Supervisor.LOG).startAnew();
    Process supervisor =
        Detached.start(
            command(home, door, consul, plan), home.folder(), home.log(Supervisor.LOG).file());
    return connect(home, supervisor);
  }

  private static List<String> command(ShopHome home, FrontDoor door, String consul, ShopPlan plan)
      throws IOException {
    List<String> command = Supervisor.command(home, door, consul, written(plan, home));
    if (!plan.has(Trait.SMALL_DISKS)) {
      return command;
    }
    if (!SmallDisks.arePossible()) {
      throw new LabException(
          "small disks need user and mount namespaces (unshare and mount, on Linux), and these are"
              + " not to be had here");
    }
    return SmallDisks.inNamespaces(command);
  }

  private static void requireFree(FrontDoor door) {
    for (int each : new int[] {door.webPort(), door.grpcPort()}) {
      if (!Ports.isFree(each)) {
        throw new LabException(
            "port "
                + each
                + " is in use by another program: free it, or choose others by --port N");
      }
    }
  }

  /** The file of the plan, with what it needs beside it. */
  private static String written(ShopPlan plan, ShopHome home) throws IOException {
    if (plan.equals(ShopPlan.plain())) {
      return Supervisor.NONE;
    }
    ClassPath.linkExtras(home);
    Files.createDirectories(home.faults());
    Path file = home.folder().resolve(PLAN);
    plan.write(file);
    return file.toString();
  }

  private static Connection connect(ShopHome home, Process supervisor)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + SUPERVISOR_PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Optional<Connection> connection = connect(home);
      if (connection.isPresent()) {
        return connection.get();
      }
      if (!supervisor.isAlive()) {
        throw new LabException(
            "the supervisor did not start: "
                + String.join("\n  ", home.log(Supervisor.LOG).tail(8)));
      }
      Thread.sleep(PAUSE);
    }
    supervisor.destroy();
    throw new LabException(
        "the supervisor does not answer; see " + home.log(Supervisor.LOG).file());
  }
}
