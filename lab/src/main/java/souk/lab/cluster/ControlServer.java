// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import souk.lab.cluster.Control.Connection;
import souk.lab.cluster.Control.Request;

/**
 * Takes requests at the shop's socket, each in a thread of its own, so many at a time and no more.
 */
final class ControlServer implements AutoCloseable {
  private static final int MAX_CONNECTIONS = 32;
  private static final long SECONDS_TO_FINISH = 2;

  private final Path socket;
  private final ServerSocketChannel server;
  private final BiConsumer<Request, Connection> handler;
  private final Semaphore free = new Semaphore(MAX_CONNECTIONS);

  private ControlServer(
      Path socket, ServerSocketChannel server, BiConsumer<Request, Connection> handler) {
    this.socket = socket;
    this.server = server;
    this.handler = handler;
  }

  /** Opens the socket; only with the shop's lock, since an old socket is put out of the way. */
  static ControlServer open(Path socket, BiConsumer<Request, Connection> handler)
      throws IOException {
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    ControlServer control = new ControlServer(socket, server, handler);
    Thread.ofVirtual().name("control").start(control::accept);
    return control;
  }

  /** Waits, for a moment, until the requests that are being served have their replies. */
  void finish() throws InterruptedException {
    if (free.tryAcquire(MAX_CONNECTIONS - 1, SECONDS_TO_FINISH, TimeUnit.SECONDS)) {
      free.release(MAX_CONNECTIONS - 1);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
  }

  private void accept() {
    try {
      while (true) {
        free.acquire();
        SocketChannel channel = server.accept();
        Thread.ofVirtual().start(() -> serve(channel));
      }
    } catch (ClosedChannelException e) {
      // Closed by us: the end.
    } catch (IOException e) {
      System.err.println("souk: no more requests are taken: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(SocketChannel channel) {
    try (Connection connection = new Connection(channel)) {
      Request request = connection.request();
      if (request != null) {
        handler.accept(request, connection);
      }
    } catch (IOException e) {
      System.err.println("souk: a request could not be read: " + e.getMessage());
    } finally {
      free.release();
    }
  }
}
