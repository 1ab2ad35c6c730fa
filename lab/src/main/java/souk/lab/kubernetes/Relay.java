// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import souk.lab.process.LabException;

/**
 * A port of this machine behind which the gateways are, as a Service is within the cluster: each
 * new connection goes to the next of those that are ready. A connection stays with its gateway to
 * its end. Thread-safe.
 */
final class Relay implements Door {
  private static final int CHUNK_BYTES = 16 << 10;

  private final ServerSocket listener;
  private final Gateways gateways;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Relay(ServerSocket listener, Gateways gateways) {
    this.listener = listener;
    this.gateways = gateways;
  }

  /**
   * Opens it, and waits until a gateway is behind it.
   *
   * @throws LabException when none is ready
   */
  static Relay open(ClusterShop shop) throws IOException, InterruptedException {
    Gateways gateways = Gateways.of(shop.kubectl());
    ServerSocket listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    Relay relay = new Relay(listener, gateways);
    relay.threads.execute(relay::accept);
    return relay;
  }

  @Override
  public String grpc() {
    return "127.0.0.1:" + listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket caller = listener.accept();
        threads.execute(() -> serve(caller));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket caller) {
    try (caller;
        Socket gateway = gateways.connect()) {
      caller.setTcpNoDelay(true);
      gateway.setTcpNoDelay(true);
      threads.execute(() -> pump(gateway, caller));
      pump(caller, gateway);
    } catch (IOException e) {
      // The caller sees its connection end, and knows as much as it could.
    }
  }

  /** Until one of the two has ended; then both are closed. */
  private static void pump(Socket from, Socket to) {
    byte[] chunk = new byte[CHUNK_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        out.write(chunk, 0, length);
        out.flush();
      }
    } catch (IOException e) {
      // The other direction sees it, too.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    gateways.close();
    threads.shutdownNow();
  }
}
