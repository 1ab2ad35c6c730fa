// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An SMTP server that answers as a test wants it to, and keeps word for word what it was told.
 * Thread-safe.
 */
final class ScriptedServer implements AutoCloseable {
  /** An answer that is never given. */
  static final String SILENCE = "";

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final List<String> mails = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private volatile Optional<SSLContext> encryption = Optional.empty();
  private final CountDownLatch closed = new CountDownLatch(1);

  ScriptedServer() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  /** From now on it offers to encrypt, and does so. */
  void encryptWith(SSLContext context) {
    answer("EHLO", "250-here\r\n250-AUTH PLAIN\r\n250 STARTTLS");
    answer("STARTTLS", "220 go on");
    answer("AUTH", "235 welcome");
    encryption = Optional.of(context);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** From now on a command, or what is a mail's end (".") or a greeting ("HI"), is answered so. */
  void answer(String command, String answer) {
    answers.put(command, answer);
  }

  List<String> commands() {
    return commands;
  }

  List<String> mails() {
    return mails;
  }

  int connections() {
    return connections.size();
  }

  void cutConnections() throws IOException {
    for (Socket connection : connections) {
      connection.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = listener.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> talk(connection));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void talk(Socket connection) {
    try (connection) {
      say(connection.getOutputStream(), "HI", "220 here");
      listen(connection);
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private void listen(Socket connection) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
    OutputStream out = connection.getOutputStream();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      commands.add(line);
      String verb = line.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
      say(out, verb, verb.equals("DATA") ? "354 go on" : "250 ok");
      if (verb.equals("DATA") && !answers.containsKey("DATA")) {
        mails.add(mail(in));
        say(out, ".", "250 taken");
      } else if (verb.equals("STARTTLS") && encryption.isPresent()) {
        SSLSocket secret =
            (SSLSocket)
                encryption.get().getSocketFactory().createSocket(connection, null, port(), true);
        secret.setUseClientMode(false);
        listen(secret);
        return;
      }
    }
  }

  private static String mail(BufferedReader in) throws IOException {
    StringBuilder mail = new StringBuilder();
    for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
      mail.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
    }
    return mail.toString();
  }

  private void say(OutputStream out, String to, String otherwise) throws IOException {
    String answer = answers.getOrDefault(to, otherwise);
    if (answer.equals(SILENCE)) {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return;
    }
    out.write((answer + "\r\n").getBytes(ISO_8859_1));
    out.flush();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    cutConnections();
  }
}
