// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import souk.lab.cluster.ShopLock;
import souk.lab.part.ShopHome;
import souk.lab.process.LabException;
import souk.lab.process.Leftovers;
import souk.lab.process.ProcessId;
import souk.lab.process.Signal;

/** Ends a shop, whoever holds it, and makes sure that nothing of it is left. */
@Command(
    name = "down",
    description = "Ends the shop; its data stays. Does nothing when it is not running.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShopOptions shop = new ShopOptions();

  @Override
  public Integer call() throws IOException, InterruptedException {
    ShopHome home = shop.home();
    PrintWriter out = spec.commandLine().getOut();
    if (!Files.isDirectory(home.folder())) {
      out.println("Shop '" + home.shop() + "' has never run.");
      return 0;
    }
    boolean running = !home.ledger().living().isEmpty();
    Optional<ProcessId> supervisor = home.ledger().supervisor();
    try {
      Farewell.end(home, out);
    } catch (IOException e) {
      out.println("The supervisor went away; what it left is ended now.");
    }
    takeOver(home, supervisor);
    List<String> left = Leftovers.end(home.ledger());
    if (!left.isEmpty()) {
      out.println("Ended what a dead supervisor had left: " + String.join(", ", left));
    }
    out.println(
        running
            ? "Shop '" + home.shop() + "' is down; " + whereItsDataIs(home)
            : "Shop '" + home.shop() + "' was not running.");
    return 0;
  }

  private static String whereItsDataIs(ShopHome home) {
    return Files.exists(home.disks())
        ? "its data went with its small disks"
        : "its data is in " + home.data();
  }

  /** A supervisor that has not ended by now hangs: it is killed, as the last resort. */
  private static void takeOver(ShopHome home, Optional<ProcessId> supervisor)
      throws IOException, InterruptedException {
    if (!ShopLock.take(home.lock(), PATIENCE)) {
      supervisor.ifPresent(process -> process.send(Signal.KILL));
      if (!ShopLock.take(home.lock(), PATIENCE)) {
        throw new LabException("another process holds " + home.lock());
      }
    }
    // It has let go of the lock; the rest of its end takes a moment.
    if (supervisor.isPresent() && !supervisor.get().awaitEnd(PATIENCE)) {
      throw new LabException("the supervisor, pid " + supervisor.get().pid() + ", does not end");
    }
  }
}
