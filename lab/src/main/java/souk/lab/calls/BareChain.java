// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.calls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import souk.lab.part.BareProcess;
import souk.lab.part.ShopHome;
import souk.lab.process.LabException;
import souk.lab.process.Ports;

/**
 * A catalogue, an inventory and a gateway without the libraries, on a shop's databases. They end
 * when this process does, however that ends: their input closes.
 */
final class BareChain implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int TIMEOUT_MILLIS = 1_000;

  private final List<Process> processes = new ArrayList<>();
  private final int catalog;
  private final int inventory;
  private final int gateway;

  private BareChain(int catalog, int inventory, int gateway) {
    this.catalog = catalog;
    this.inventory = inventory;
    this.gateway = gateway;
  }

  /**
   * Starts them and waits until they listen.
   *
   * @param postgres host:port
   */
  static BareChain start(ShopHome home, String postgres) throws IOException {
    Set<Integer> ports = new HashSet<>();
    SecureRandom random = new SecureRandom();
    while (ports.size() < 3) {
      ports.add(Ports.choose(random, ports));
    }
    List<Integer> each = List.copyOf(ports);
    BareChain chain = new BareChain(each.get(0), each.get(1), each.get(2));
    try {
      chain.startAll(home, postgres);
      return chain;
    } catch (IOException | RuntimeException e) {
      chain.close();
      throw e;
    }
  }

  private void startAll(ShopHome home, String postgres) throws IOException {
    start(
        BareProcess.onDatabase(home, postgres, "catalog", "souk.catalog.BareCatalog", catalog),
        home,
        "bare-catalog");
    start(
        BareProcess.onDatabase(
            home, postgres, "inventory", "souk.inventory.BareInventory", inventory),
        home,
        "bare-inventory");
    start(
        BareProcess.gateway(home, "souk.gateway.BareGateway", gateway, catalog, inventory),
        home,
        "bare-gateway");
    for (int port : new int[] {catalog, inventory, gateway}) {
      await(port);
    }
  }

  /** Of the gateway, host:port. */
  String address() {
    return "127.0.0.1:" + gateway;
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
  }

  private void start(BareProcess bare, ShopHome home, String name) throws IOException {
    Path log = home.log(name).file();
    ProcessBuilder builder =
        new ProcessBuilder(bare.command())
            .directory(home.folder().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(bare.environment());
    processes.add(builder.start());
  }

  private void await(int port) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && processes.stream().allMatch(Process::isAlive)) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        return;
      } catch (IOException e) {
        Load.pause(PAUSE);
      }
    }
    throw new LabException("the plain processes did not start; their logs are with the shop's");
  }
}
