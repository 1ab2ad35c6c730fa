// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.io.File;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A process beside a shop, with its databases but not in its registry: what a benchmark compares
 * with. Optimized code, and as much memory as the service that it stands for.
 *
 * @param environment all of it
 */
public record BareProcess(List<String> command, Map<String, String> environment) {
  private static final String JAR = "bench.jar";

  /**
   * One that has a service's database.
   *
   * @param postgres host:port
   * @param port its own
   */
  public static BareProcess onDatabase(
      ShopHome home, String postgres, String service, String mainClass, int port) {
    Map<String, String> environment = new HashMap<>(Programs.environment());
    environment.put("SOUK_DB_URL", "jdbc:postgresql://" + postgres + "/" + service);
    environment.put("SOUK_DB_USER", service);
    environment.put(
        "SOUK_DB_PASSWORD",
        new Secrets(home.secrets(), new SecureRandom()).password("postgres-" + service));
    return of(home, ServiceKind.of(service), mainClass, environment, Integer.toString(port));
  }

  /** A gateway to a catalogue and an inventory at these ports, without a near cache. */
  public static BareProcess gateway(
      ShopHome home, String mainClass, int port, int catalog, int inventory) {
    Map<String, String> environment = new HashMap<>(Programs.environment());
    environment.put("SOUK_GATEWAY_CATALOG_FRESH", "1ms");
    environment.put("SOUK_GATEWAY_CATALOG_KEPT", "1ms");
    return of(
        home,
        ServiceKind.GATEWAY,
        mainClass,
        environment,
        Integer.toString(port),
        Integer.toString(catalog),
        Integer.toString(inventory));
  }

  private static BareProcess of(
      ShopHome home,
      ServiceKind like,
      String mainClass,
      Map<String, String> environment,
      String... arguments) {
    environment.put(
        "CLASSPATH", home.extras().resolve(JAR) + File.pathSeparator + Jvm.classPath(home.lib()));
    List<String> command = new ArrayList<>(Jvm.command(List.of(), like.heapMegabytes(), mainClass));
    command.addAll(List.of(arguments));
    return new BareProcess(List.copyOf(command), Map.copyOf(environment));
  }
}
