// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/** Sends requests byte for byte: also those that no HTTP client would send. */
final class Browser {
  private static final int TIMEOUT_MILLIS = 10_000;

  private final int port;

  Browser(int port) {
    this.port = port;
  }

  /** What came back, headers and body, until the other end closed. */
  String send(String head, String body) throws IOException {
    try (Socket socket = open(head, body)) {
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  /** What came back until it had that text in it. */
  String sendUntil(String head, String text) throws IOException {
    try (Socket socket = open(head, "")) {
      StringBuilder read = new StringBuilder();
      InputStream in = socket.getInputStream();
      while (read.indexOf(text) < 0) {
        int next = in.read();
        if (next < 0) {
          throw new IOException("ended: " + read);
        }
        read.append((char) next);
      }
      return read.toString();
    }
  }

  private Socket open(String head, String body) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    String request =
        head.replace("PORT", Integer.toString(port)).replace("\n", "\r\n")
            + "Connection: close\r\nContent-Length: "
            + body.getBytes(UTF_8).length
            + "\r\n\r\n"
            + body;
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    return socket;
  }
}
