// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import souk.lab.wire.Wires;

/**
 * What is looked at besides the shoppers, from when it is made until it is ended: which instance
 * does how much, which circuit breakers are not closed, and how the machine fares. Thread-safe.
 */
public final class Lookout implements AutoCloseable {
  /** Of processes of this machine alone. */
  private final @Nullable Shares shares;

  private final @Nullable BreakerWatch breakers;
  private final MachineWatch machine = new MachineWatch();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Lookout(@Nullable OwnShop shop, @Nullable Wires wires) {
    threads.execute(machine);
    if (shop == null) {
      this.shares = null;
      this.breakers = null;
    } else {
      this.shares = new Shares(shop, wires);
      this.breakers = new BreakerWatch(shop);
      threads.execute(shares);
      threads.execute(breakers);
    }
  }

  /** Over a shop whose services call each other directly. */
  public static Lookout over(OwnShop shop) {
    return new Lookout(shop, null);
  }

  /** Of a shop that runs elsewhere only the machine is seen on which the lab runs. */
  static Lookout over(TestedShop shop, @Nullable Wires wires) {
    return new Lookout(shop instanceof OwnShop own ? own : null, wires);
  }

  /** Forgets how the machine fared until now. */
  public void beginAnew() {
    machine.beginAnew();
  }

  /** Looks no more; what was seen stays. Again is the same. */
  public void end() {
    machine.end();
    if (shares != null) {
      shares.end();
    }
    if (breakers != null) {
      breakers.end();
    }
  }

  /** How much each instance had done, second by second. */
  public List<Findings.Share> shares() {
    return shares == null ? List.of() : shares.seen();
  }

  /** Which circuit breakers were not closed, second by second. */
  public List<Findings.Breakers> breakers() {
    return breakers == null ? List.of() : breakers.seen();
  }

  /** Once it has ended: how the machine fared. */
  public Machine machine() {
    return machine.seen();
  }

  @Override
  public void close() {
    end();
    threads.shutdownNow();
  }
}
