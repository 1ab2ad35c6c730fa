// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.part.Part;
import souk.lab.part.Registry.Registered;
import souk.lab.part.Replicas;
import souk.lab.part.Shop;
import souk.lab.part.ShopHome;
import souk.lab.process.LabException;
import souk.lab.process.Ledger;

/**
 * All instances of one shop, and what can be done to them. One operation goes at a time on each
 * instance; the status may be asked at any time. What dies stays dead until it is started by hand.
 */
final class Cluster {
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(15);

  private final List<List<Instance>> services;
  private final List<List<Instance>> stores;
  private final Supplier<Map<String, Registered>> registered;
  private final Function<Part, Instance> maker;
  private final Replicas replicas;
  private final Starter starter = new Starter();
  private final Operations operations;
  private final Vitals vitals;
  private final Strains strains;

  /**
   * @param events told what happens without being asked for
   */
  Cluster(Shop shop, ShopHome home, Ledger ledger, Strains strains, ShopEvents events) {
    this(
        shop.services(),
        shop.stores(),
        shop.replicas(),
        shop.registry()::instances,
        home,
        ledger,
        strains,
        events);
  }

  /**
   * Of other parts than a whole shop's.
   *
   * @param services the waves of services
   * @param stores the waves of stores
   * @param replicas makes more instances of a service
   * @param registered what Consul knows
   */
  Cluster(
      List<List<Part>> services,
      List<List<Part>> stores,
      Replicas replicas,
      Supplier<Map<String, Registered>> registered,
      ShopHome home,
      Ledger ledger,
      Strains strains,
      ShopEvents events) {
    this.strains = strains;
    this.maker = part -> new Instance(part, ledger, home.log(part.name()), events);
    this.services = waves(services);
    this.stores = waves(stores);
    this.replicas = replicas;
    this.registered = registered;
    this.operations = new Operations(instances());
    this.vitals = new Vitals(registered, System::nanoTime);
  }

  /**
   * Starts the stores, then the services, and says what is ready.
   *
   * @param open whether the front door shows something, which is waited for at last
   */
  void startAll(BooleanSupplier open, Progress progress) {
    operations.run(
        instances(),
        () -> {
          startAll("stores", stores, progress);
          startAll("services", services, progress);
          starter.awaitOpen(open);
        });
  }

  /** Starts what is not running of the instance or service, and waits until it does its work. */
  void start(String target, Progress progress) {
    for (Instance instance : find(target)) {
      operations.run(
          List.of(instance),
          () -> {
            if (instance.state() == Instance.State.PAUSED) {
              progress.say(
                  "%s is paused; ./souk resume %s lets it go on"
                      .formatted(instance.name(), instance.name()));
            } else if (instance.isRunning() && starter.awaitReady(instance)) {
              progress.say(instance.name() + " runs already");
            } else {
              starter.start(instance);
              progress.say(instance.name() + " is ready, pid " + instance.pid());
            }
          });
    }
  }

  /** Asks the instance or service to end, and sees to it. */
  void stop(String target, Progress progress) {
    List<Instance> found = find(target);
    operations.run(found, () -> stopAll(found, progress));
  }

  /** Kill -9. */
  void kill(String target, Progress progress) {
    List<Instance> found = find(target);
    operations.run(
        found,
        () -> {
          List<Instance> running = found.stream().filter(Instance::isRunning).toList();
          if (running.isEmpty()) {
            throw new LabException(target + " is not running");
          }
          for (Instance instance : running) {
            long pid = instance.pid();
            instance.kill(KILL_PATIENCE);
            progress.say(
                "%s (pid %d) is killed; ./souk start %s brings it back"
                    .formatted(instance.name(), pid, instance.name()));
          }
        });
  }

  /** SIGSTOP. */
  void pause(String target, Progress progress) {
    signal(target, Instance::pause, "paused; ./souk resume %s lets it go on", progress);
  }

  /** SIGCONT. */
  void resume(String target, Progress progress) {
    signal(target, Instance::resume, "going on", progress);
  }

  private void signal(String target, Predicate<Instance> send, String what, Progress progress) {
    List<Instance> found = find(target);
    operations.run(
        found,
        () -> {
          List<Instance> reached = found.stream().filter(send).toList();
          if (reached.isEmpty()) {
            throw new LabException(target + " is not running");
          }
          reached.forEach(each -> progress.say(each.name() + " is " + what.formatted(each.name())));
        });
  }

  /** Leaves it so many percent of the time. */
  void throttle(String target, int percent, Progress progress) {
    List<Instance> found = find(target);
    operations.run(found, () -> strains.throttle(found, percent, progress));
  }

  /** Fills a store's disk, or makes room on it again. */
  void fill(String target, boolean full, Progress progress) {
    List<Instance> found = find(target);
    operations.run(found, () -> strains.fill(found, full, progress));
  }

  /** Lets clocks be off by so many seconds. */
  void moveClocks(String target, int seconds, Progress progress) {
    List<Instance> found = find(target);
    operations.run(found, () -> strains.moveClocks(found, seconds, progress));
  }

  /** Stops and starts one after the other, so that a service of two is never away. */
  void restart(String target, Progress progress) {
    for (Instance instance : find(target)) {
      operations.run(
          List.of(instance),
          () -> {
            stopAll(List.of(instance), progress);
            starter.start(instance);
            progress.say(instance.name() + " is ready, pid " + instance.pid());
          });
    }
  }

  /**
   * Sees to it that so many instances of a service are there: the next numbers are started one
   * after the other, the highest stopped and forgotten. Those that stay are left as they are.
   */
  synchronized void scale(String service, int wanted, Progress progress) {
    replicas.check(service, wanted);
    List<Instance> there = new ArrayList<>(find(service));
    List<Instance> wave =
        services.stream().filter(each -> each.containsAll(there)).findFirst().orElseThrow();
    if (there.size() == wanted) {
      progress.say(service + " has " + wanted + (wanted == 1 ? " instance" : " instances"));
    }
    while (there.size() < wanted) {
      Instance more = maker.apply(replicas.part(service, there.size() + 1));
      operations.add(more);
      wave.add(more);
      there.add(more);
      start(more.name(), progress);
    }
    while (there.size() > wanted) {
      Instance last = there.removeLast();
      stop(last.name(), progress);
      strains.lift(last);
      wave.remove(last);
      operations.remove(last);
    }
  }

  /**
   * Ends everything for good: whatever is being done is interrupted, and nothing can be started any
   * more.
   */
  void end(Progress progress) {
    strains.close();
    operations.end(
        () ->
            Stream.concat(services.stream(), stores.stream())
                .forEach(wave -> stopAll(wave, progress)));
  }

  List<PartStatus> serviceStatus() {
    return status(services);
  }

  List<PartStatus> storeStatus() {
    return status(stores);
  }

  /** As {@link #serviceStatus}, without asking anybody; see {@link Vitals}. */
  List<PartStatus> servicesAsMeasured() {
    return asMeasured(services);
  }

  /** As {@link #storeStatus}, without asking anybody. */
  List<PartStatus> storesAsMeasured() {
    return asMeasured(stores);
  }

  void measure() {
    vitals.measure(instances());
  }

  /** All of them, in the order in which they end. */
  List<Instance> instances() {
    return Stream.concat(services.stream(), stores.stream()).flatMap(List::stream).toList();
  }

  private List<List<Instance>> waves(List<List<Part>> parts) {
    return parts.stream()
        .<List<Instance>>map(wave -> new CopyOnWriteArrayList<>(wave.stream().map(maker).toList()))
        .toList();
  }

  private void startAll(String what, List<List<Instance>> waves, Progress progress) {
    starter.startAll(
        waves.stream().flatMap(List::stream).toList(), line -> progress.say(what + ": " + line));
  }

  private List<Instance> find(String target) {
    return Targets.find(target, instances());
  }

  private static void stopAll(List<Instance> instances, Progress progress) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Instance instance : instances) {
        threads.execute(() -> stop(instance, progress));
      }
    }
  }

  private static void stop(Instance instance, Progress progress) {
    if (!instance.isRunning()) {
      return;
    }
    Duration patience = instance.part().stopPatience();
    boolean byItself = instance.stop(patience);
    progress.say(
        byItself
            ? instance.name() + " is stopped"
            : "%s did not end within %d s and was killed"
                .formatted(instance.name(), patience.toSeconds()));
  }

  private List<PartStatus> asMeasured(List<List<Instance>> waves) {
    return waves.stream().flatMap(List::stream).map(vitals::of).toList();
  }

  private List<PartStatus> status(List<List<Instance>> waves) {
    Map<String, Registered> known = registered.get();
    return waves.stream()
        .flatMap(List::stream)
        .map(instance -> PartStatus.of(instance, known.get(instance.name())))
        .toList();
  }
}
