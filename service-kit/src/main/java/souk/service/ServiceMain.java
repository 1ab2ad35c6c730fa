// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The life of a process: settings, start, serve until it is told to stop, drain. A start that fails
 * says why and ends the process: with one line and status 78 (sysexits' EX_CONFIG) when it is a
 * setting that is missing or wrong, so that whoever started it can tell what nobody but they can
 * mend; with status 1 otherwise. The line also goes to the file that {@code SOUK_TERMINATION_LOG}
 * names, if any, which is how Kubernetes learns why a container ended.
 */
public final class ServiceMain {
  private static final Logger log = LoggerFactory.getLogger(ServiceMain.class);

  private static final int WRONG_SETTING = 78;
  private static final int FAILED = 1;
  private static final String TERMINATION_LOG = "SOUK_TERMINATION_LOG";

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
    List<ServiceServer> running = drainedAtTheEnd();
    running.add(start(start));
    awaitTermination(running);
  }

  /** The same with several services, which start in this order, and end in the other. */
  public static void run(Together... services) throws InterruptedException {
    installLogging();
    List<ServiceServer> running = drainedAtTheEnd();
    for (Together each : services) {
      running.add(start(each.start(), Settings.of(each.name(), System.getenv())));
    }
    awaitTermination(running);
  }

  /** What is put into it drains when the process is told to end, be that while others start. */
  private static List<ServiceServer> drainedAtTheEnd() {
    List<ServiceServer> running = new CopyOnWriteArrayList<>();
    Runnable drain = () -> running.reversed().forEach(ServiceMain::close);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("drain").unstarted(drain));
    return running;
  }

  private static void close(ServiceServer server) {
    try {
      server.close();
    } catch (RuntimeException failure) {
      log.warn("a server did not drain", failure);
    }
  }

  private static void awaitTermination(List<ServiceServer> running) throws InterruptedException {
    for (ServiceServer server : running) {
      server.awaitTermination();
    }
  }

  /**
   * The start alone, for a process that is no {@link ServiceServer}; does not return when it fails.
   *
   * @param start reads all its settings
   */
  public static <S> S start(Function<Settings, S> start) {
    installLogging();
    return start(start, new Settings(System.getenv()));
  }

  private static void installLogging() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  private static <S> S start(Function<Settings, S> start, Settings settings) {
    String terminationLog = settings.text(TERMINATION_LOG, "");
    try {
      checkLogSettings(settings);
      S started = start.apply(settings);
      log.info("settings: {}", settings);
      return started;
    } catch (SettingException wrong) {
      String line = "can't start: " + wrong.getMessage();
      log.error(line);
      throw end(terminationLog, line, WRONG_SETTING);
    } catch (RuntimeException failure) {
      log.error("can't start", failure);
      throw end(terminationLog, "can't start: " + failure, FAILED);
    }
  }

  private static IllegalStateException end(String terminationLog, String line, int status) {
    if (!terminationLog.isEmpty()) {
      try {
        Files.writeString(
            Path.of(terminationLog),
            line + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
      } catch (IOException | RuntimeException unwritable) {
        log.warn("{} can't be written", TERMINATION_LOG, unwritable);
      }
    }
    System.exit(status);
    return new IllegalStateException("ended with status " + status);
  }

  /** Logback reads them by itself, before anything else here. */
  private static void checkLogSettings(Settings settings) {
    settings.text("SOUK_LOG_LEVEL", "INFO");
    String format = settings.text("SOUK_LOG_FORMAT", "text");
    if (!format.equals("text") && !format.equals("json")) {
      String wrong = "SOUK_LOG_FORMAT=" + format + " (expected: text or json)";
      // The log has no form to say it in.
      System.err.println(wrong);
      throw new SettingException(wrong);
    }
  }
}
