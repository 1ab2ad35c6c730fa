// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of loopback for servers that a test starts later, or again at the same address. */
public final class FreePort {
  private FreePort() {}

  /**
   * A port that is free now, below those that Linux (32768) and macOS (49152) give to whoever asks
   * for any: else another test would be given it before the server listens there.
   */
  public static int choose() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException taken) {
        // Another one, then.
      }
    }
  }
}
