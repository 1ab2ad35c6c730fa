// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All parts of one shop, put together. Waves end one after the other, the parts of one at the same
 * time: who calls before who is called, who stores before what it stores in.
 *
 * @param services the waves of services
 * @param stores the waves of stores
 * @param replicas makes more instances of a service
 * @param registry what Consul knows
 * @param consul the address of the agent in use, host:port
 */
public record Shop(
    List<List<Part>> services,
    List<List<Part>> stores,
    Replicas replicas,
    Registry registry,
    String consul) {
  /** Under this name the port of the control room is kept, and its secret. */
  public static final String CONTROL_ROOM = "control-room";

  public Shop {
    services = services.stream().map(List::copyOf).toList();
    stores = stores.stream().map(List::copyOf).toList();
  }

  /** A shop with a Consul of its own, whose program this is. */
  public static Shop withOwnConsul(
      ShopHome home, FrontDoor door, SecureRandom random, Path program, ShopPlan plan) {
    FixedPorts ports = ports(home, door, random);
    String address = "127.0.0.1:" + ports.of(Consul.NAME);
    Registry registry = new Registry(address, System::nanoTime);
    return assemble(
        home,
        door,
        random,
        ports,
        registry,
        address,
        List.of(new Consul(home, ports, registry, program)),
        plan);
  }

  /** A shop that uses the Consul agent at this address, host:port. */
  public static Shop withConsulAt(
      ShopHome home, FrontDoor door, SecureRandom random, String address, ShopPlan plan) {
    return assemble(
        home,
        door,
        random,
        ports(home, door, random),
        new Registry(address, System::nanoTime),
        address,
        List.of(),
        plan);
  }

  private static FixedPorts ports(ShopHome home, FrontDoor door, SecureRandom random) {
    return FixedPorts.reserve(
        home.ports(),
        List.of(
            Postgres.NAME,
            Redis.NAME,
            Consul.NAME,
            Consul.SERVER_PORT,
            Consul.SERF_PORT,
            ServiceKind.ACQUIRER.service(),
            ServiceKind.MAIL.service(),
            CONTROL_ROOM),
        door.ports(),
        random);
  }

  private static Shop assemble(
      ShopHome home,
      FrontDoor door,
      SecureRandom random,
      FixedPorts ports,
      Registry registry,
      String consulAddress,
      List<Part> consul,
      ShopPlan plan) {
    Secrets secrets = new Secrets(home.secrets(), random);
    Postgres postgres =
        new Postgres(
            home,
            plan.disk(home, Postgres.NAME),
            secrets,
            ports.of(Postgres.NAME),
            ServiceKind.databases());
    Redis redis = new Redis(home, plan.disk(home, Redis.NAME), secrets, ports.of(Redis.NAME));
    ServiceEnvironment environment =
        new ServiceEnvironment(home, secrets, postgres, redis, consulAddress, door, ports, plan);

    Replicas replicas =
        new Replicas(
            (service, number) -> {
              ServiceKind kind = ServiceKind.of(service);
              String name = service + "-" + number;
              return new Service(home, kind, name, environment.of(kind, name), registry, plan);
            });
    SortedMap<Integer, List<Part>> services = new TreeMap<>();
    boolean together = plan.has(ShopPlan.Trait.MONOLITH);
    if (together) {
      services.put(0, new ArrayList<>(List.of(new Monolith(home, environment, registry, plan))));
    }
    for (ServiceKind kind : ServiceKind.values()) {
      if (together && !kind.isOutside()) {
        continue;
      }
      List<Part> wave = services.computeIfAbsent(kind.wave(), number -> new ArrayList<>());
      if (kind.isOutside()) {
        String name = kind.service();
        wave.add(new OutsideParty(home, kind, environment.of(kind, name), ports.of(name), plan));
        continue;
      }
      for (int number = 1; number <= plan.instances(kind); number++) {
        wave.add(replicas.part(kind.service(), number));
      }
    }
    return new Shop(
        List.copyOf(services.values()),
        List.of(List.of(postgres, redis), consul),
        replicas,
        registry,
        consulAddress);
  }
}
