// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.mail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Tells whoever is on this machine which mails are kept, by HTTP on the loopback address alone: of
 * each its headers that begin with {@code X-}, which name no person, and an empty line. So mails
 * can be counted where the folder can't be seen. Thread-safe.
 */
final class MailIndex implements AutoCloseable {
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int OK = 200;
  private static final String SHOWN = "X-";

  private final Path folder;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private MailIndex(Path folder, HttpServer server) {
    this.folder = folder;
    this.server = server;
  }

  /**
   * Begins to listen.
   *
   * @param port 0 for any
   */
  static MailIndex start(Path folder, int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    MailIndex index = new MailIndex(folder, server);
    server.createContext("/", index::answer);
    server.setExecutor(index.threads);
    server.start();
    return index;
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** Who reads knows by the last chunk that nothing is missing: an error cuts the connection. */
  private void answer(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("GET")) {
      exchange.sendResponseHeaders(METHOD_NOT_ALLOWED, -1);
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=iso-8859-1");
    exchange.sendResponseHeaders(OK, 0);
    OutputStream out = new BufferedOutputStream(exchange.getResponseBody());
    try (DirectoryStream<Path> mails = Files.newDirectoryStream(folder, "*.eml")) {
      for (Path mail : mails) {
        out.write(marks(mail).getBytes(ISO_8859_1));
      }
    }
    out.close();
  }

  private static String marks(Path mail) throws IOException {
    StringBuilder marks = new StringBuilder();
    try (BufferedReader lines = Files.newBufferedReader(mail, ISO_8859_1)) {
      // An empty line ends the headers.
      for (String line = lines.readLine();
          line != null && !line.isEmpty();
          line = lines.readLine()) {
        if (line.regionMatches(true, 0, SHOWN, 0, SHOWN.length())) {
          marks.append(line).append('\n');
        }
      }
    } catch (NoSuchFileException e) {
      // Taken back before it was acknowledged, since the list was made.
      return "";
    }
    return marks.append('\n').toString();
  }
}
