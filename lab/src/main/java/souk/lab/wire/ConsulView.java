// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import souk.lab.process.LabException;

/**
 * Consul's HTTP API as one service sees it: all as it is, but for the addresses of instances, which
 * are those of wires. While Consul is away, so is this: connections are cut without an answer.
 */
final class ConsulView implements AutoCloseable {
  private static final String HEALTH = "/v1/health/service/";
  private static final int CONNECT_MILLIS = 1_000;

  /** Longer than any blocking query of the services'. */
  private static final int READ_MILLIS = 11 * 60_000;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Supplier<InetSocketAddress> consul;
  private final Rewiring rewiring;

  /** Says where an instance is to be found. */
  @FunctionalInterface
  interface Rewiring {
    /**
     * Makes sure that there is a wire.
     *
     * @param instance its name
     * @param address where it is
     * @return the port on loopback that leads there
     */
    int port(String instance, InetSocketAddress address) throws IOException;
  }

  private ConsulView(HttpServer server, Supplier<InetSocketAddress> consul, Rewiring rewiring) {
    this.server = server;
    this.consul = consul;
    this.rewiring = rewiring;
  }

  /**
   * Opens one, on a port of its own.
   *
   * @param consul where the agent is, asked for each request
   */
  static ConsulView open(Supplier<InetSocketAddress> consul, Rewiring rewiring) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ConsulView view = new ConsulView(server, consul, rewiring);
    server.setExecutor(view.threads);
    server.createContext("/", view::handle);
    server.start();
    return view;
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
      HttpURLConnection call = forward(exchange);
      int status = call.getResponseCode();
      byte[] body = body(call, status);
      if (status == HttpURLConnection.HTTP_OK
          && exchange.getRequestURI().getPath().startsWith(HEALTH)) {
        body = rewired(body);
      }
      answer(exchange, call, status, body);
    } catch (LabException e) {
      System.err.println("souk: no wire: " + e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      // Consul is away, or the service is: closing the exchange without an answer says so.
    }
  }

  private HttpURLConnection forward(HttpExchange exchange) throws IOException {
    InetSocketAddress agent = consul.get();
    URI uri =
        URI.create(
            "http://%s:%d%s"
                .formatted(agent.getHostString(), agent.getPort(), exchange.getRequestURI()));
    HttpURLConnection call = (HttpURLConnection) uri.toURL().openConnection();
    call.setConnectTimeout(CONNECT_MILLIS);
    call.setReadTimeout(READ_MILLIS);
    call.setRequestMethod(exchange.getRequestMethod());
    for (String name : List.of("Content-Type", "X-Consul-Token")) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        call.setRequestProperty(name, value);
      }
    }
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (!exchange.getRequestMethod().equals("GET")) {
      call.setDoOutput(true);
      try (OutputStream out = call.getOutputStream()) {
        out.write(body);
      }
    }
    return call;
  }

  private static byte[] body(HttpURLConnection call, int status) throws IOException {
    try (InputStream in =
        status < HttpURLConnection.HTTP_BAD_REQUEST
            ? call.getInputStream()
            : call.getErrorStream()) {
      return in == null ? new byte[0] : in.readAllBytes();
    }
  }

  private static void answer(HttpExchange exchange, HttpURLConnection call, int status, byte[] body)
      throws IOException {
    for (Map.Entry<String, List<String>> header : call.getHeaderFields().entrySet()) {
      String name = header.getKey();
      if (name != null && name.toLowerCase(Locale.ROOT).startsWith("x-consul")) {
        header.getValue().forEach(value -> exchange.getResponseHeaders().add(name, value));
      }
    }
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private byte[] rewired(byte[] body) throws IOException {
    JsonArray entries = JsonParser.parseString(new String(body, UTF_8)).getAsJsonArray();
    for (JsonElement entry : entries) {
      JsonObject service = entry.getAsJsonObject().getAsJsonObject("Service");
      InetSocketAddress address =
          new InetSocketAddress(
              service.get("Address").getAsString(), service.get("Port").getAsInt());
      service.addProperty("Address", "127.0.0.1");
      service.addProperty("Port", rewiring.port(service.get("ID").getAsString(), address));
    }
    return entries.toString().getBytes(UTF_8);
  }
}
