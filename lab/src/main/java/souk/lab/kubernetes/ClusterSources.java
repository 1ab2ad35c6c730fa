// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import souk.lab.audit.AuditSources;
import souk.lab.audit.source.Database;
import souk.lab.audit.source.MailIndex;
import souk.lab.audit.source.Mails;
import souk.lab.part.AuditRole;
import souk.lab.process.LabException;

/**
 * Where a shop on Kubernetes is read: what runs in its namespace by forwarded ports, until this is
 * closed; what does not, at the address that its services have.
 */
public final class ClusterSources implements AutoCloseable {
  private static final int POSTGRES = 5432;
  private static final int ACQUIRER = 9090;
  private static final int GATEWAY = 8081;

  /** The mail server's index, which listens on the pod's loopback address. */
  private static final int MAILS = 2526;

  /** More than clocks of one cluster are apart, where they are kept at all. */
  private static final Duration BETWEEN_NODES = Duration.ofSeconds(1);

  private final ClusterShop shop;
  private final Optional<String> door;
  private final List<Forward> forwards = new ArrayList<>();

  private ClusterSources(ClusterShop shop, Optional<String> door) {
    this.shop = shop;
    this.door = door;
  }

  /**
   * Of that shop; nothing is opened yet.
   *
   * @param door where its gRPC is reached, unless by a forwarded port
   */
  public static ClusterSources of(ClusterShop shop, Optional<String> door) {
    return new ClusterSources(shop, door);
  }

  /**
   * Opens them.
   *
   * @param progress is told what can't be seen
   * @throws LabException when something is neither here nor named
   */
  public AuditSources open(Consumer<String> progress) throws InterruptedException {
    Map<String, String> addresses = shop.addresses();
    String password = shop.auditPassword();
    String postgres =
        inside("postgres", POSTGRES).orElseGet(() -> addressed(addresses, "postgres"));
    String options = addresses.getOrDefault("postgres-options", "");
    String acquirer =
        inside("acquirer", ACQUIRER).orElseGet(() -> addressed(addresses, "acquirer"));
    String gateway =
        door.isPresent()
            ? door.get()
            : inside("gateway", GATEWAY)
                .orElseThrow(() -> new LabException("the namespace has no gateway"));
    Optional<Mails> mails = inside("mail", MAILS).map(MailIndex::new);
    if (mails.isEmpty()) {
      progress.accept(
          "mails go to %s and can't be seen: no receipt is judged"
              .formatted(addresses.getOrDefault("smtp", "nobody")));
    }
    return new AuditSources(
        shop.name(),
        database(postgres, "order", options, password),
        database(postgres, "inventory", options, password),
        database(postgres, "payment", options, password),
        acquirer,
        gateway,
        mails,
        shop.history(),
        clockTolerance(shop.pods()));
  }

  /** Only that of the machines of order and its database counts. */
  static Duration clockTolerance(List<Pod> pods) {
    long nodes =
        pods.stream()
            .filter(pod -> pod.part().equals("order") || pod.part().equals("postgres"))
            .map(Pod::node)
            .distinct()
            .count();
    boolean databaseHere = pods.stream().anyMatch(pod -> pod.part().equals("postgres"));
    return databaseHere && nodes == 1 ? Duration.ZERO : BETWEEN_NODES;
  }

  private static Database database(
      String address, String service, String options, String password) {
    return new Database(
        service,
        "jdbc:postgresql://" + address + "/" + service + options,
        AuditRole.NAME,
        password);
  }

  private Optional<String> inside(String part, int port) throws InterruptedException {
    Optional<Pod> pod = shop.anyOf(part);
    if (pod.isEmpty()) {
      return Optional.empty();
    }
    Forward forward = Forward.open(shop.kubectl(), pod.get().name(), port);
    forwards.add(forward);
    return Optional.of(forward.address());
  }

  private static String addressed(Map<String, String> addresses, String key) {
    String address = addresses.get(key);
    if (address == null) {
      throw new LabException("the ConfigMap addresses has no " + key);
    }
    return address;
  }

  @Override
  public void close() {
    forwards.forEach(Forward::close);
  }
}
