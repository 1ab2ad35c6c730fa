// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import souk.lab.process.LabException;

/**
 * In what a shop differs from the one that {@code ./souk up} starts: for experiments. Immutable; a
 * file carries it to the supervisor.
 *
 * @param traits what differs of the whole
 * @param services what differs of a service, by its name
 */
public record ShopPlan(Set<Trait> traits, Map<String, Changes> services) {
  private static final Gson GSON = new Gson();
  private static final String AGENT = "faults.jar";
  private static final String MONOLITH = "souk.monolith.MonolithServer";

  /** How a whole shop differs. */
  public enum Trait {
    /**
     * The services, and the acquirer, run with the agent of crash points, which are armed by files
     * in {@link ShopHome#faults()}.
     */
    FAULTS,
    /**
     * Hot code is compiled by both of the JVM's compilers: after minutes of load an order costs
     * less CPU and takes half the time, and the shop half again the memory.
     */
    OPTIMIZED,
    /** Calls between services go over wires, to which much can be done. */
    WIRED,
    /** Each store has a small disk of its own, which can be filled; its data ends with the shop. */
    SMALL_DISKS,
    /** All services are one process. */
    MONOLITH,
    /** That process records what a {@link ClassArchive} is made from. */
    TRAINING
  }

  /**
   * How one service differs.
   *
   * @param settings set besides, or instead of, what the shop gives it
   * @param mainClass run instead of the service's own; null for that
   * @param jar at the end of the class path, by its name beside the shop's jars ({@code
   *     lab/target/shop/JAR} after a build); null for none
   * @param instances how many; 0 for as many as always
   */
  public record Changes(
      Map<String, String> settings,
      @Nullable String mainClass,
      @Nullable String jar,
      int instances) {
    private static final Changes NONE = new Changes(Map.of(), null, null, 0);

    public Changes {
      settings = Map.copyOf(settings);
      if (instances < 0) {
        throw new IllegalArgumentException("instances: " + instances + " (expected: 0 or more)");
      }
    }
  }

  public ShopPlan {
    traits = Set.copyOf(traits);
    services = Map.copyOf(services);
    for (String service : services.keySet()) {
      ServiceKind.of(service);
    }
  }

  /** No difference. */
  public static ShopPlan plain() {
    return new ShopPlan(Set.of(), Map.of());
  }

  /** The same with that, too. */
  public ShopPlan with(Trait trait) {
    Set<Trait> all = new HashSet<>(traits);
    all.add(trait);
    return new ShopPlan(all, services);
  }

  /** Whether the whole shop differs so. */
  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** The same with a setting ({@code SOUK_…}) of a service. */
  public ShopPlan with(String service, String setting, String value) {
    Changes now = of(service);
    Map<String, String> settings = new HashMap<>(now.settings());
    settings.put(setting, value);
    return with(service, new Changes(settings, now.mainClass(), now.jar(), now.instances()));
  }

  /** The same with another main of a service, which is in that jar; see {@link Changes#jar}. */
  public ShopPlan withMain(String service, String mainClass, String jar) {
    Changes now = of(service);
    return with(service, new Changes(now.settings(), mainClass, jar, now.instances()));
  }

  /** The same with so many instances of a service that Consul knows, at least one. */
  public ShopPlan withInstances(String service, int instances) {
    Changes now = of(service);
    return with(service, new Changes(now.settings(), now.mainClass(), now.jar(), instances));
  }

  /**
   * The same with one instance of each service that Consul knows, but of these as many as always.
   */
  public ShopPlan withOneOfEachBut(String... services) {
    Set<ServiceKind> kept = EnumSet.noneOf(ServiceKind.class);
    for (String service : services) {
      kept.add(ServiceKind.of(service));
    }
    ShopPlan plan = this;
    for (ServiceKind kind : ServiceKind.values()) {
      if (!kind.isOutside() && !kept.contains(kind)) {
        plan = plan.withInstances(kind.service(), 1);
      }
    }
    return plan;
  }

  private ShopPlan with(String service, Changes changes) {
    Map<String, Changes> all = new HashMap<>(services);
    all.put(service, changes);
    return new ShopPlan(traits, all);
  }

  private Changes of(String service) {
    return services.getOrDefault(service, Changes.NONE);
  }

  /** Where a store makes the folder of its data. */
  Path disk(ShopHome home, String store) {
    return has(Trait.SMALL_DISKS) ? home.disk(store) : home.data();
  }

  int instances(ServiceKind kind) {
    int planned = of(kind.service()).instances();
    return planned == 0 ? kind.instances() : planned;
  }

  Map<String, String> settings(ServiceKind kind) {
    return of(kind.service()).settings();
  }

  /** The command that runs an instance. */
  List<String> command(ShopHome home, ServiceKind kind) {
    Changes changes = of(kind.service());
    List<String> options = new ArrayList<>();
    if (has(Trait.FAULTS)) {
      options.add("-javaagent:" + home.extras().resolve(AGENT) + "=" + home.faults());
    }
    options.addAll(ClassArchive.of(home));
    if (!has(Trait.OPTIMIZED)) {
      options.add(Jvm.SMALL);
    }
    String main = changes.mainClass();
    return Jvm.command(options, kind.heapMegabytes(), main == null ? kind.mainClass() : main);
  }

  /** The command that runs them all as one. */
  List<String> monolithCommand(ShopHome home) {
    List<String> options = new ArrayList<>();
    if (has(Trait.TRAINING)) {
      options.addAll(ClassArchive.recording(home.classList()));
    } else {
      options.addAll(ClassArchive.of(home));
    }
    if (!has(Trait.OPTIMIZED) && !has(Trait.TRAINING)) {
      options.add(Jvm.SMALL);
    }
    int heap =
        Arrays.stream(ServiceKind.values())
            .filter(kind -> !kind.isOutside())
            .mapToInt(ServiceKind::heapMegabytes)
            .sum();
    return Jvm.command(options, heap, MONOLITH);
  }

  /** The class path of an instance: that of the archive of classes, and what is added to it. */
  String classPath(ShopHome home, ServiceKind kind) {
    String jar = of(kind.service()).jar();
    String shop = Jvm.classPath(home.lib());
    return jar == null ? shop : shop + File.pathSeparator + home.extras().resolve(jar);
  }

  /** Puts it into a file. */
  public void write(Path file) throws IOException {
    Files.writeString(file, GSON.toJson(this), UTF_8);
  }

  /** Reads it from a file. */
  public static ShopPlan read(Path file) throws IOException {
    try {
      ShopPlan plan = GSON.fromJson(Files.readString(file, UTF_8), ShopPlan.class);
      if (plan == null) {
        throw new LabException(file + " is empty");
      }
      return plan;
    } catch (JsonParseException e) {
      throw new LabException(file + " is no plan of a shop: " + e.getMessage(), e);
    }
  }
}
