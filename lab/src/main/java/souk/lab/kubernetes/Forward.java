// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import souk.lab.process.LabException;

/**
 * A port of this machine that leads to one of a pod, as long as both live. It ends with {@link
 * #close}, and with this process however that ends. Thread-safe.
 */
public final class Forward implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern READY =
      Pattern.compile("Forwarding from 127\\.0\\.0\\.1:(\\d+) ->.*");

  private final Kubectl.Running running;
  private final int port;
  private final Thread listener;

  private Forward(Kubectl.Running running, int port, Thread listener) {
    this.running = running;
    this.port = port;
    this.listener = listener;
  }

  /**
   * Opens one and waits until it leads there.
   *
   * @throws LabException when it can't be had
   */
  static Forward open(Kubectl kubectl, String pod, int podPort) throws InterruptedException {
    Kubectl.Running running;
    try {
      running =
          kubectl.start("port-forward", "--address", "127.0.0.1", "pod/" + pod, ":" + podPort);
    } catch (IOException e) {
      throw new LabException("kubectl port-forward: " + e.getMessage(), e);
    }
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread listener = Thread.ofVirtual().name("forward").start(() -> listen(running, port));
    try {
      int chosen = port.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return new Forward(running, chosen, listener);
    } catch (InterruptedException e) {
      running.close();
      throw e;
    } catch (ExecutionException | TimeoutException e) {
      running.close();
      String why = e instanceof TimeoutException ? "no answer" : running.reason();
      throw new LabException("kubectl port-forward to " + pod + ": " + why, e);
    }
  }

  /** It prints a line for each connection: who does not read it stops it. */
  private static void listen(Kubectl.Running running, CompletableFuture<Integer> port) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(running.process().getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher ready = READY.matcher(line);
        if (ready.matches()) {
          port.complete(Integer.parseInt(ready.group(1)));
        }
      }
    } catch (IOException e) {
      // It was closed.
    }
    port.completeExceptionally(new IOException("it ended"));
  }

  int port() {
    return port;
  }

  /** host:port, on this machine. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** Waits until it leads nowhere any more. */
  void awaitEnd() throws InterruptedException {
    listener.join();
  }

  @Override
  public void close() {
    running.close();
  }
}
