// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.room;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The control room's HTTP, on loopback only. Files are for everyone who asks properly; everything
 * else is below {@code /api} and for who has shown the token. Thread-safe.
 */
final class RoomServer implements AutoCloseable {
  private static final int MOST_BODY_BYTES = 4 * 1024;
  private static final String MOST_CONNECTIONS = "64";
  private static final String SECONDS_FOR_A_REQUEST = "10";
  private static final long HEARTBEAT_MILLIS = 5_000;
  private static final String JSON = "application/json";

  /** Only our own files, no inline script or style, no text that becomes code. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types lit-html";

  private static final Gson GSON = new Gson();

  private final HttpServer server;
  private final Doorkeeper doorkeeper;
  private final RoomFiles files;
  private final Board board;
  private final Desk desk;
  private final SavedTimeline saved;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private RoomServer(
      HttpServer server,
      Doorkeeper doorkeeper,
      RoomFiles files,
      Board board,
      Desk desk,
      SavedTimeline saved) {
    this.server = server;
    this.doorkeeper = doorkeeper;
    this.files = files;
    this.board = board;
    this.desk = desk;
    this.saved = saved;
  }

  /**
   * Opens it.
   *
   * @param port 0 for any
   * @param token what lets somebody in
   */
  static RoomServer open(int port, String token, Board board, Desk desk, SavedTimeline saved)
      throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    RoomServer room =
        new RoomServer(
            server,
            new Doorkeeper(server.getAddress().getPort(), token),
            RoomFiles.read(),
            board,
            desk,
            saved);
    server.setExecutor(room.threads);
    server.createContext("/", room::handle);
    server.start();
    return room;
  }

  /** Bounds all servers of this process; they are read once, when the first one is made. */
  static void bound() {
    System.setProperty("jdk.httpserver.maxConnections", MOST_CONNECTIONS);
    System.setProperty("sun.net.httpserver.maxReqTime", SECONDS_FOR_A_REQUEST);
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      headers(exchange.getResponseHeaders());
      serve(exchange);
    } catch (IOException e) {
      // Who asked has gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(HttpExchange exchange) throws IOException, InterruptedException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    Optional<Refusal> refusal = doorkeeper.refuseSender(method, exchange.getRequestHeaders());
    if (refusal.isPresent()) {
      refuse(exchange, refusal.get());
    } else if (!path.startsWith(Doorkeeper.COOKIE_PATH + "/")) {
      file(exchange, method, path);
    } else if (path.equals("/api/enter")) {
      post(exchange, method, "text/plain", this::enter);
    } else {
      Optional<Refusal> stranger = doorkeeper.refuseStranger(exchange.getRequestHeaders());
      if (stranger.isPresent()) {
        refuse(exchange, stranger.get());
      } else {
        api(exchange, method, path);
      }
    }
  }

  private void api(HttpExchange exchange, String method, String path)
      throws IOException, InterruptedException {
    switch (path) {
      case "/api/do" -> post(exchange, method, JSON, this::work);
      case "/api/here" -> exchange.sendResponseHeaders(204, -1);
      case "/api/events" -> events(exchange);
      case "/api/timeline.json" -> download(exchange, JSON, "timeline.json", saved.json());
      case "/api/timeline.html" -> download(exchange, "text/html", "timeline.html", saved.html());
      default -> refuse(exchange, Refusal.notFound());
    }
  }

  /** Serves what was posted. */
  @FunctionalInterface
  private interface Post {
    void serve(HttpExchange exchange, String body) throws IOException;
  }

  private void post(HttpExchange exchange, String method, String type, Post post)
      throws IOException {
    String given = exchange.getRequestHeaders().getFirst("Content-Type");
    if (!method.equals("POST")) {
      refuse(exchange, new Refusal(405, "WRONG_METHOD", "expected: POST"));
    } else if (given == null || !given.split(";", 2)[0].strip().equals(type)) {
      refuse(exchange, new Refusal(415, "WRONG_TYPE", "expected: " + type));
    } else {
      byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY_BYTES + 1);
      if (body.length > MOST_BODY_BYTES) {
        refuse(exchange, new Refusal(413, "TOO_LARGE", "at most " + MOST_BODY_BYTES + " bytes"));
      } else {
        post.serve(exchange, new String(body, UTF_8));
      }
    }
  }

  private void enter(HttpExchange exchange, String token) throws IOException {
    if (!doorkeeper.isToken(token.strip())) {
      refuse(exchange, new Refusal(403, "WRONG_TOKEN", "open the link that ./souk status prints"));
      return;
    }
    exchange.getResponseHeaders().set("Set-Cookie", doorkeeper.cookie());
    exchange.sendResponseHeaders(204, -1);
  }

  private void work(HttpExchange exchange, String body) throws IOException {
    Desk.Answer answer = desk.serve(body);
    if (answer.refusal() != null) {
      refuse(exchange, answer.refusal());
    } else {
      send(exchange, 200, JSON, GSON.toJson(answer.lines()).getBytes(UTF_8));
    }
  }

  private void file(HttpExchange exchange, String method, String path) throws IOException {
    Optional<RoomFiles.RoomFile> file = files.at(path);
    if (!method.equals("GET")) {
      refuse(exchange, new Refusal(405, "WRONG_METHOD", "expected: GET"));
    } else if (file.isEmpty()) {
      refuse(exchange, Refusal.notFound());
    } else {
      send(exchange, 200, file.get().type(), file.get().content().toByteArray());
    }
  }

  private void download(HttpExchange exchange, String type, String name, String content)
      throws IOException {
    exchange
        .getResponseHeaders()
        .set("Content-Disposition", "attachment; filename=\"souk-" + name + "\"");
    send(exchange, 200, type + "; charset=utf-8", content.getBytes(UTF_8));
  }

  /** Tells what is new until the page goes away, or the room is closed. */
  private void events(HttpExchange exchange) throws IOException, InterruptedException {
    if (!board.enter()) {
      refuse(exchange, new Refusal(503, "TOO_MANY", "enough pages are open: close one"));
      return;
    }
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      long pictures = -1;
      long entry = 0;
      while (!board.isClosed()) {
        Board.News news = board.await(pictures, entry, HEARTBEAT_MILLIS);
        pictures = news.pictures();
        entry = news.lastEntry();
        out.write(events(news).getBytes(UTF_8));
        out.flush();
      }
    } finally {
      board.leave();
    }
  }

  /** A comment when there is nothing: so it is noticed when the page has gone. */
  private static String events(Board.News news) {
    StringBuilder events = new StringBuilder();
    news.entriesAsJson()
        .forEach(json -> events.append("event: entry\ndata: ").append(json).append("\n\n"));
    if (!news.picture().isEmpty()) {
      events.append("event: picture\ndata: ").append(news.picture()).append("\n\n");
    }
    return events.isEmpty() ? ":\n\n" : events.toString();
  }

  private static void headers(Headers headers) {
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
  }

  private static void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
    send(exchange, refusal.status(), JSON, GSON.toJson(refusal).getBytes(UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] content)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, content.length);
    exchange.getResponseBody().write(content);
  }
}
