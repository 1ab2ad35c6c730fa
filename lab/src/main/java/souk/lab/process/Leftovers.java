// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Ends what a launcher that was killed left behind, if its reaper was killed too or has not
 * finished.
 */
public final class Leftovers {
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Leftovers() {}

  /**
   * Ends every process in the ledger: keepers first (a hung launcher must not start others
   * meanwhile), then services, then stores. Call it only with the shop's lock, or after the lock's
   * owner was given up.
   *
   * @return the names of those that still ran
   */
  public static List<String> end(Ledger ledger) throws IOException, InterruptedException {
    return end(ledger, PATIENCE);
  }

  /**
   * The same for those whose data nobody wants: services are killed. Stores are asked to end all
   * the same, since a PostgreSQL that is killed leaves the system's shared memory behind.
   */
  public static void kill(Ledger ledger) throws IOException, InterruptedException {
    end(ledger, Duration.ZERO);
  }

  /** The same with another patience for services. */
  static List<String> end(Ledger ledger, Duration services)
      throws IOException, InterruptedException {
    List<String> names = ledger.living().stream().map(Ledger.Entry::name).toList();
    if (!names.isEmpty()) {
      kill(ofRank(ledger, ChildSpec.Rank.KEEPER));
      end(ofRank(ledger, ChildSpec.Rank.SERVICE), services);
      end(ofRank(ledger, ChildSpec.Rank.STORE), PATIENCE);
    }
    List<Ledger.Entry> immortal = ledger.living();
    if (!immortal.isEmpty()) {
      throw new LabException(
          "these processes don't end: "
              + String.join(
                  ", ", immortal.stream().map(e -> e.name() + " " + e.id().pid()).toList()));
    }
    ledger.clear();
    return names;
  }

  private static List<Ledger.Entry> ofRank(Ledger ledger, ChildSpec.Rank rank) throws IOException {
    return ledger.living().stream().filter(entry -> entry.rank() == rank).toList();
  }

  private static void end(List<Ledger.Entry> entries, Duration patience)
      throws InterruptedException {
    if (!patience.isZero()) {
      entries.forEach(entry -> entry.id().send(entry.stop()));
      // What was paused could not hear it.
      entries.forEach(entry -> entry.id().sendToAll(Signal.CONT));
      await(entries, patience);
    }
    entries.forEach(entry -> entry.id().sendToAll(Signal.KILL));
    await(entries, PATIENCE);
  }

  /** Not what they have started, which is the shop: that ends in its own order. */
  private static void kill(List<Ledger.Entry> keepers) throws InterruptedException {
    keepers.forEach(keeper -> keeper.id().send(Signal.KILL));
    await(keepers, PATIENCE);
  }

  private static void await(List<Ledger.Entry> entries, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end && entries.stream().anyMatch(e -> e.id().isAlive())) {
      Thread.sleep(PAUSE);
    }
  }
}
