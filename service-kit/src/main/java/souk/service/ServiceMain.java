// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service;

import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The life of a process: settings, start, serve until it is told to stop, drain. A start that fails
 * says why in one line and ends the process with status 1.
 */
public final class ServiceMain {
  private static final Logger log = LoggerFactory.getLogger(ServiceMain.class);

  private ServiceMain() {}

  /**
   * Runs until SIGTERM or SIGINT. Never returns normally before that.
   *
   * @param start wires the service and starts it; it reads all its settings
   */
  public static void run(Function<Settings, ServiceServer> start) throws InterruptedException {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    ServiceServer server;
    try {
      Settings settings = new Settings(System.getenv());
      server = start.apply(settings);
      log.info("settings: {}", settings);
    } catch (SettingException wrong) {
      log.error("can't start: {}", wrong.getMessage());
      System.exit(1);
      return;
    } catch (RuntimeException failure) {
      log.error("can't start", failure);
      System.exit(1);
      return;
    }
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("drain").unstarted(server::close));
    server.awaitTermination();
  }
}
