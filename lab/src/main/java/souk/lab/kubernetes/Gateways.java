// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonStreamParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import souk.lab.process.LabException;

/**
 * The gateways that are ready, each with a forwarded port, kept up to date by what the API tells as
 * it happens. Thread-safe.
 */
final class Gateways implements AutoCloseable {
  private static final int PORT = 8081;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration BETWEEN_WATCHES = Duration.ofSeconds(1);

  private final Kubectl kubectl;

  // All are guarded by this.
  /** Those that are ready, in the order in which they became so. */
  private final Set<String> ready = new LinkedHashSet<>();

  private final Map<String, Forward> forwards = new HashMap<>();

  /** Those for which a thread sees to it that there is a forward. */
  private final Set<String> kept = new HashSet<>();

  private Kubectl.Running watch;
  private int next;
  private boolean over;

  private Gateways(Kubectl kubectl, Kubectl.Running watch) {
    this.kubectl = kubectl;
    this.watch = watch;
  }

  /**
   * Begins to follow them, and waits for the first.
   *
   * @throws LabException when none is ready
   */
  static Gateways of(Kubectl kubectl) throws IOException, InterruptedException {
    Gateways gateways = new Gateways(kubectl, watching(kubectl));
    Thread.ofVirtual().name("gateways").start(gateways::follow);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (gateways.inTurn().isEmpty()) {
      if (System.nanoTime() > end) {
        gateways.close();
        throw new LabException("no gateway is ready");
      }
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
    return gateways;
  }

  /** A new connection to the next one; who can't be reached is passed over. */
  Socket connect() throws IOException {
    for (Forward forward : inTurn()) {
      try {
        return new Socket(InetAddress.getLoopbackAddress(), forward.port());
      } catch (IOException e) {
        // Its pod is gone, and the API is about to tell.
      }
    }
    throw new IOException("no gateway is ready");
  }

  private synchronized List<Forward> inTurn() {
    List<Forward> turn =
        new ArrayList<>(ready.stream().filter(forwards::containsKey).map(forwards::get).toList());
    if (!turn.isEmpty()) {
      Collections.rotate(turn, -Math.floorMod(next, turn.size()));
      next++;
    }
    return turn;
  }

  private static Kubectl.Running watching(Kubectl kubectl) throws IOException {
    return kubectl.start(
        "get",
        "pods",
        "--selector",
        ClusterShop.selector("gateway"),
        "--output",
        "json",
        "--output-watch-events",
        "--watch");
  }

  /** The API server ends a watch now and then: the next one begins with all that there are. */
  private void follow() {
    try {
      while (!isOver()) {
        Kubectl.Running running = current();
        read(running);
        running.close();
        TimeUnit.NANOSECONDS.sleep(BETWEEN_WATCHES.toNanos());
        forgetThoseThatWent();
        replace(watching(kubectl));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // There is no kubectl any more; who is known stays.
    }
  }

  private void read(Kubectl.Running running) {
    try (Reader reader = new InputStreamReader(running.process().getInputStream(), UTF_8)) {
      JsonStreamParser events = new JsonStreamParser(reader);
      while (events.hasNext()) {
        JsonObject event = events.next().getAsJsonObject();
        take(event.get("type").getAsString(), Pod.of(event.getAsJsonObject("object")));
      }
    } catch (IOException | JsonParseException e) {
      // Broken off, which is an end like any other.
    }
  }

  /** The connections of one that leaves stay until its pod is gone; new ones go elsewhere. */
  private synchronized void take(String type, Pod pod) {
    boolean gone = type.equals("DELETED");
    if (!gone && pod.ready()) {
      ready.add(pod.name());
      if (!over && kept.add(pod.name())) {
        Thread.ofVirtual().name("gateway").start(() -> keep(pod.name()));
      }
      return;
    }
    ready.remove(pod.name());
    Forward forward = forwards.get(pod.name());
    if (gone && forward != null) {
      forward.close();
    }
  }

  /** As long as the pod is ready there is a forward; one that ends is replaced. */
  private void keep(String pod) {
    try {
      while (goesOn(pod)) {
        try (Forward forward = Forward.open(kubectl, pod, PORT)) {
          put(pod, forward);
          forward.awaitEnd();
        } catch (LabException e) {
          // It is gone again, or can't be reached yet: the API tells which.
        }
        drop(pod);
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean goesOn(String pod) {
    boolean goesOn = !over && ready.contains(pod);
    if (!goesOn) {
      kept.remove(pod);
    }
    return goesOn;
  }

  private synchronized void put(String pod, Forward forward) {
    forwards.put(pod, forward);
    if (over) {
      forward.close();
    }
  }

  private synchronized void drop(String pod) {
    forwards.remove(pod);
  }

  private synchronized boolean isOver() {
    return over;
  }

  /** Nobody tells of those that went between two watches. */
  private void forgetThoseThatWent() {
    Set<String> there = new HashSet<>();
    try {
      String pods =
          kubectl.ask(
              "get", "pods", "--selector", ClusterShop.selector("gateway"), "--output", "json");
      Pod.listOf(pods).forEach(pod -> there.add(pod.name()));
    } catch (LabException e) {
      // The API is away, and those who are known stay.
      return;
    }
    synchronized (this) {
      ready.retainAll(there);
    }
  }

  private synchronized Kubectl.Running current() {
    return watch;
  }

  private synchronized void replace(Kubectl.Running running) {
    watch = running;
    if (over) {
      running.close();
    }
  }

  @Override
  public synchronized void close() {
    over = true;
    watch.close();
    forwards.values().forEach(Forward::close);
  }
}
