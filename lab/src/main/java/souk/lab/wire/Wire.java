// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on loopback from one caller to one address. Its threads end with its connections, which
 * are reset when the weather changes in what a connection can't follow.
 */
final class Wire implements AutoCloseable {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int BACKLOG = 128;
  private static final long ROUND_NANOS = 100_000_000;

  private final ServerSocket door;
  private final Supplier<InetSocketAddress> target;
  private final Supplier<Weather> weather;
  private final Traffic traffic;
  private final SplittableRandom random;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private @Nullable Doubler doubler;

  /**
   * Both ends of one connection; a reset cuts both, at once and without a word.
   *
   * @param doubled whether what it carries is delivered twice
   */
  private record Connection(Socket caller, Socket callee, boolean doubled) {
    boolean isPossibleIn(Passage passage) {
      return passage != Passage.REFUSED && doubled == (passage == Passage.TWICE);
    }

    void end(boolean reset) {
      for (Socket socket : new Socket[] {caller, callee}) {
        try {
          if (reset) {
            socket.setSoLinger(true, 0);
          }
          socket.close();
        } catch (IOException e) {
          // It is closed already, which is what was wanted.
        }
      }
    }
  }

  private Wire(
      ServerSocket door,
      Supplier<InetSocketAddress> target,
      Supplier<Weather> weather,
      Traffic traffic,
      SplittableRandom random) {
    this.door = door;
    this.target = target;
    this.weather = weather;
    this.traffic = traffic;
    this.random = random;
  }

  /**
   * Opens one, on a port of its own.
   *
   * @param target asked for each connection
   */
  static Wire open(
      Supplier<InetSocketAddress> target,
      Supplier<Weather> weather,
      Traffic traffic,
      SplittableRandom random)
      throws IOException {
    Wire wire =
        new Wire(
            new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()),
            target,
            weather,
            traffic,
            random);
    Thread.ofVirtual().name("wire").start(wire::accept);
    Thread.ofVirtual().name("resets").start(wire::resetEachRound);
    return wire;
  }

  int port() {
    return door.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    door.close();
    connections.forEach(connection -> connection.end(true));
    synchronized (this) {
      if (doubler != null) {
        doubler.close();
      }
    }
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket caller = door.accept();
        Thread.ofVirtual().start(() -> connect(caller));
      } catch (IOException e) {
        // Closed, which ends the loop.
      }
    }
  }

  private void connect(Socket caller) {
    Socket callee = new Socket();
    Passage passage = weather.get().passage();
    Connection connection = new Connection(caller, callee, passage == Passage.TWICE);
    connections.add(connection);
    try {
      if (passage == Passage.REFUSED) {
        throw new IOException("refused");
      }
      callee.connect(connection.doubled() ? doubled(target.get()) : target.get(), CONNECT_MILLIS);
      caller.setTcpNoDelay(true);
      callee.setTcpNoDelay(true);
      carry(connection);
    } catch (IOException | UncheckedIOException e) {
      end(connection);
    }
  }

  /** A wire's target has one address for as long as the wire is there. */
  private synchronized InetSocketAddress doubled(InetSocketAddress address) throws IOException {
    if (doubler == null) {
      doubler = Doubler.before(address, traffic);
    }
    return doubler.address();
  }

  private void carry(Connection connection) throws IOException {
    Pump there =
        new Pump(
            connection.caller().getInputStream(),
            connection.callee().getOutputStream(),
            weather,
            Weather::holdsRequests,
            split());
    Pump back =
        new Pump(
            connection.callee().getInputStream(),
            connection.caller().getOutputStream(),
            weather,
            Weather::holdsAnswers,
            split());
    FrameCounter requests = FrameCounter.ofRequests();
    FrameCounter answers = FrameCounter.ofAnswers();
    start(
        connection,
        () ->
            there.read(
                (bytes, length) -> {
                  traffic.carried(length, requests.count(bytes, length));
                  return true;
                }));
    start(connection, () -> deliver(there, connection));
    start(
        connection,
        () ->
            back.read(
                (bytes, length) -> {
                  traffic.carried(length, 0);
                  boolean answered = answers.count(bytes, length) > 0;
                  boolean lost = answered && weather.get().passage() == Passage.ANSWERS_LOST;
                  if (lost) {
                    traffic.lost();
                  }
                  return !lost;
                }));
    start(connection, () -> deliver(back, connection));
  }

  /** What has been written is still on its way when the other side has closed: no reset. */
  private void deliver(Pump pump, Connection connection) throws IOException, InterruptedException {
    pump.deliver();
    connections.remove(connection);
    connection.end(false);
  }

  /** Part of what carries a connection. */
  @FunctionalInterface
  private interface Carrier {
    void run() throws IOException, InterruptedException;
  }

  private void start(Connection connection, Carrier carrier) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                carrier.run();
              } catch (IOException e) {
                end(connection);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private void end(Connection connection) {
    connections.remove(connection);
    connection.end(true);
  }

  private synchronized SplittableRandom split() {
    return random.split();
  }

  private void resetEachRound() {
    SplittableRandom dice = split();
    try {
      while (!door.isClosed()) {
        TimeUnit.NANOSECONDS.sleep(ROUND_NANOS);
        Weather now = weather.get();
        double chance = 1 - Math.pow(1 - now.resetsPerSecond(), ROUND_NANOS / 1e9);
        for (Connection connection : connections) {
          if (!connection.isPossibleIn(now.passage())) {
            end(connection);
          } else if (chance > 0 && dice.nextDouble() < chance) {
            traffic.reset();
            end(connection);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
