// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.mail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.SMTPServer;
import souk.service.ServerConfig;
import souk.service.ServiceMain;
import souk.service.Settings;

/**
 * The mail server's process. It takes mails for anybody, and answers that it has one only once it
 * is on the disk. Thread-safe.
 */
public final class MailServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MailServer.class);
  private static final int MOST_CONNECTIONS = 100;
  private static final int MOST_RECIPIENTS = 10;
  private static final int IDLE_SECONDS = 60;
  private static final int HIGHEST_PORT = 65_535;

  private final SMTPServer server;
  private final ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor();

  private MailServer(MailFolder folder, InetAddress host, int port) {
    this.server =
        SMTPServer.port(port)
            .bindAddress(host)
            .hostName("localhost")
            .softwareName("souk")
            // To say from whom, it would look names up.
            .insertReceivedHeaders(false)
            .maxConnections(MOST_CONNECTIONS)
            .maxRecipients(MOST_RECIPIENTS)
            .maxMessageSize(MailFolder.MAX_BYTES)
            .connectionTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
            .executorService(sessions)
            .messageHandlerFactory(context -> new Delivery(folder))
            .build();
  }

  /**
   * Begins to listen.
   *
   * @param host where it listens
   * @param port 0 for any
   * @throws IOException when the folder can't be used
   */
  static MailServer start(Path folder, InetAddress host, int port) throws IOException {
    MailServer server =
        new MailServer(
            MailFolder.open(folder, InstantSource.system(), new SecureRandom()), host, port);
    server.server.start();
    log.info("mails are taken on port {} and kept in {}", server.port(), folder);
    return server;
  }

  int port() {
    return server.getPortAllocated();
  }

  /** Ends all conversations; what was not answered for will be sent again. */
  @Override
  public void close() {
    server.stop();
    sessions.shutdownNow();
  }

  /**
   * Runs until it is told to stop, on {@code SOUK_PORT}, into the folder {@code SOUK_MAILS}; shows
   * what is kept on the loopback port {@code SOUK_MAILS_PORT}, where that is set.
   */
  public static void main(String[] arguments) {
    MailServer server = ServiceMain.start(MailServer::start);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
  }

  private static MailServer start(Settings settings) {
    ServerConfig config = ServerConfig.from("mail", settings);
    String folder = settings.text("SOUK_MAILS");
    int indexPort = settings.number("SOUK_MAILS_PORT", 0, 0, HIGHEST_PORT);
    settings.checkAllRead();
    try {
      MailServer server =
          start(Path.of(folder), InetAddress.getByName(config.host()), config.port());
      if (indexPort > 0) {
        // It ends with the process.
        MailIndex.start(Path.of(folder), indexPort);
      }
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("can't keep mails in " + folder, e);
    }
  }
}
