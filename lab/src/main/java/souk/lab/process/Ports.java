// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Which TCP ports of this machine are free. What is free now may be taken the next moment. */
public final class Ports {
  /**
   * Below the ports that Linux (32768) and macOS (49152) hand out to outgoing connections: else a
   * client that keeps calling a dead server would sooner or later be given that very port, and the
   * server could not come back.
   */
  private static final int FIRST = 20_000;

  private static final int END = 32_000;
  private static final int TRIES = 1_000;

  private Ports() {}

  /** Whether nobody listens on the port, on loopback or on all addresses. */
  public static boolean isFree(int port) {
    return canBind(new InetSocketAddress(port))
        && canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** A free port for a server that must come back at the same address, other than these. */
  public static int choose(RandomGenerator random, Set<Integer> others) {
    for (int i = 0; i < TRIES; i++) {
      int port = random.nextInt(FIRST, END);
      if (!others.contains(port) && isFree(port)) {
        return port;
      }
    }
    throw new LabException("no free port from " + FIRST + " to " + (END - 1));
  }

  private static boolean canBind(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      // Connections of an earlier server that linger don't count.
      socket.setReuseAddress(true);
      socket.bind(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
