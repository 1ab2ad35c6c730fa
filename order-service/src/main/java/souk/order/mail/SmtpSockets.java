// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order.mail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the one socket of a connection and keeps it in sight, so that a conversation can be ended
 * from outside: a server that answers each command just in time would otherwise take any time it
 * likes. Thread-safe.
 */
final class SmtpSockets extends SocketFactory {
  private volatile @Nullable Socket socket;

  /** Breaks the connection off, whatever goes on in it. */
  void breakOff() {
    Socket current = socket;
    if (current != null) {
      try {
        current.close();
      } catch (IOException e) {
        // It was broken already.
        socket = null;
      }
    }
  }

  @Override
  public Socket createSocket() {
    Socket made = new Socket();
    socket = made;
    return made;
  }

  // The library asks for unconnected sockets only, to connect them within its timeout.

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }
}
