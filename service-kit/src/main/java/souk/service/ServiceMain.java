// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.service;

import java.util.ArrayList;
import java.util.List;
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
   * A service of a process that has several.
   *
   * @param name what its variables begin with; see {@link Settings#of}
   * @param start wires the service and starts it; it reads all its settings
   */
  public record Together(String name, Function<Settings, ServiceServer> start) {}

  /**
   * Runs until SIGTERM or SIGINT. Never returns normally before that.
   *
   * @param start wires the service and starts it; it reads all its settings
   */
  public static void run(Function<Settings, ServiceServer> start) throws InterruptedException {
    installLogging();
    run(List.of(start(start, new Settings(System.getenv()))));
  }

  /** The same with several services, which start in this order, and end in the other. */
  public static void run(Together... services) throws InterruptedException {
    installLogging();
    List<ServiceServer> servers = new ArrayList<>();
    for (Together each : services) {
      servers.add(start(each.start(), Settings.of(each.name(), System.getenv())));
    }
    run(servers);
  }

  private static void installLogging() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  private static ServiceServer start(Function<Settings, ServiceServer> service, Settings settings) {
    try {
      ServiceServer server = service.apply(settings);
      log.info("settings: {}", settings);
      return server;
    } catch (SettingException wrong) {
      log.error("can't start: {}", wrong.getMessage());
      throw exit();
    } catch (RuntimeException failure) {
      log.error("can't start", failure);
      throw exit();
    }
  }

  private static IllegalStateException exit() {
    System.exit(1);
    return new IllegalStateException("has ended");
  }

  private static void run(List<ServiceServer> servers) throws InterruptedException {
    Runnable drain = () -> servers.reversed().forEach(ServiceServer::close);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("drain").unstarted(drain));
    for (ServiceServer server : servers) {
      server.awaitTermination();
    }
  }
}
