// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;
import souk.lab.part.Part;
import souk.lab.part.Registry.Registered;

/**
 * How a shop stands; what {@code status --json} prints.
 *
 * @param shop its name
 * @param running whether a supervisor holds it
 * @param state starting, up or stopping
 * @param web the address of the web port
 * @param grpc the address of the port for native gRPC
 * @param consul the address of the Consul agent's HTTP port
 * @param controlRoom how a browser gets into the control room; "-" without one
 * @param data where its data is
 * @param logs where its logs are
 * @param mails where the mails are that it sent, a file each
 * @param instances the services' instances
 * @param stores PostgreSQL, Redis, Consul
 * @param links the calls between services to which something is done on purpose
 * @param supervisorPid the process that holds it
 * @param memoryBytes of all its processes together, the supervisor and the reaper too
 */
public record ShopStatus(
    String shop,
    boolean running,
    String state,
    String web,
    String grpc,
    String consul,
    String controlRoom,
    String data,
    String logs,
    String mails,
    List<PartStatus> instances,
    List<PartStatus> stores,
    List<LinkStatus> links,
    long supervisorPid,
    long memoryBytes) {

  /**
   * What is done to the calls of a service.
   *
   * @param from the service
   * @param to whom it calls: a service, an instance or an outside party
   * @param what such as cut, or slow 200ms 50ms
   */
  public record LinkStatus(String from, String to, String what) {}

  /**
   * How one part stands.
   *
   * @param service what it is one of
   * @param name its name
   * @param state starting, running, paused, stopped, killed or died
   * @param pid its process, 0 without one
   * @param address host:port, "-" while unknown
   * @param health passing, warning or critical: of services in Consul's eyes, of others in ours;
   *     "-" while unknown
   * @param metrics where it is scraped, host:port; "-" when it is not
   * @param memoryBytes its proportional share where the system tells (Linux), else its resident
   *     set; with its children
   * @param strain what is taken away from it on purpose, in words; "-" for nothing
   */
  public record PartStatus(
      String service,
      String name,
      String state,
      long pid,
      String address,
      String health,
      String metrics,
      long memoryBytes,
      String strain) {

    /** Whether there is no room on its disk, on purpose. */
    public boolean isDiskFull() {
      return strain.contains(Strain.DISK_FULL);
    }

    static PartStatus of(Instance instance, @Nullable Registered registered) {
      String health = registered == null ? ownHealth(instance.part()) : "";
      return of(instance, registered, health, Memory.bytes(instance.pid()));
    }

    /**
     * @param ownHealth as we see it; Consul's word counts more
     */
    static PartStatus of(
        Instance instance, @Nullable Registered registered, String ownHealth, long memoryBytes) {
      Part part = instance.part();
      return new PartStatus(
          part.service(),
          part.name(),
          instance.state().word(),
          instance.pid(),
          registered == null ? ownAddress(part) : registered.address(),
          registered == null ? ownHealth : registered.health(),
          part.metrics(),
          memoryBytes,
          instance.strain().words());
    }

    /** Where the others are, Consul knows. */
    private static String ownAddress(Part part) {
      return part.isRegistered() ? "-" : part.address();
    }

    private static String ownHealth(Part part) {
      if (part.isRegistered()) {
        return "-";
      }
      return part.isReady() ? "passing" : "critical";
    }
  }
}
