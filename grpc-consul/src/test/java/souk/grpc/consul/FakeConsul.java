// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands in for Consul where exact faults are wanted that the real one can't be made to have. Each
 * request takes the next answer from the script; when the script is empty, it waits for one. For a
 * client with one request at a time: a new request ends the wait of an older one, whose client is
 * gone.
 */
final class FakeConsul implements AutoCloseable {
  /** One answer: of a status, with an index header unless that is empty. */
  record Answer(int status, String index, String body, boolean whole) {
    Answer(int status, String index, String body) {
      this(status, index, body, true);
    }

    /** The connection ends in the middle of the answer. */
    static Answer cutOff(Answer answer) {
      return new Answer(answer.status(), answer.index(), answer.body(), false);
    }

    /** No answer, and no end of the connection either. */
    static final Answer HANG = new Answer(0, "", "");

    static Answer list(long index, String... instances) {
      return new Answer(200, Long.toString(index), "[" + String.join(",", instances) + "]");
    }

    static Answer error(int status) {
      return new Answer(status, "", "No cluster leader");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Answer> script = new LinkedBlockingQueue<>();
  private final List<URI> requests = new CopyOnWriteArrayList<>();
  private final AtomicReference<Thread> waiting = new AtomicReference<>();
  private volatile String token = "";

  FakeConsul() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** An entry of a list of instances. */
  static String instance(String id, int port, String status) {
    return """
        {"Node": {"Address": "127.0.0.1"},
         "Service": {"ID": "%s", "Address": "", "Port": %d, "Tags": null, "Meta": null},
         "Checks": [{"Status": "passing"}, {"Status": "%s"}]}"""
        .formatted(id, port, status);
  }

  void answers(Answer... answers) {
    script.addAll(List.of(answers));
  }

  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** An agent that waits no longer than a second for an answer that is due. */
  ConsulAgent agent() {
    return agent(Duration.ofSeconds(1));
  }

  /**
   * An agent of some patience.
   *
   * @param timeout for connecting, and for an answer that is due
   */
  ConsulAgent agent(Duration timeout) {
    return new ConsulAgent(
        ConsulSettings.fromEnvironment(
                Map.of("CONSUL_HTTP_ADDR", address(), "CONSUL_HTTP_TOKEN", "secret"))
            .withTimeouts(timeout, timeout));
  }

  /** The {@code index} that each request had, in order. */
  List<String> indexes() {
    return requests.stream()
        .map(uri -> uri.getQuery().replaceAll(".*index=(\\d+).*", "$1"))
        .toList();
  }

  List<URI> requests() {
    return List.copyOf(requests);
  }

  String token() {
    return token;
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestURI());
    token = String.valueOf(exchange.getRequestHeaders().getFirst("X-Consul-Token"));
    exchange.getRequestBody().readAllBytes();
    try (exchange) {
      Answer answer = take();
      if (answer == Answer.HANG) {
        new CountDownLatch(1).await();
      }
      if (!answer.index().isEmpty()) {
        exchange.getResponseHeaders().set("X-Consul-Index", answer.index());
      }
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body, 0, answer.whole() ? body.length : body.length / 2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer take() throws InterruptedException {
    Thread older = waiting.getAndSet(Thread.currentThread());
    if (older != null) {
      older.interrupt();
    }
    Answer answer = script.take();
    waiting.compareAndSet(Thread.currentThread(), null);
    return answer;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
