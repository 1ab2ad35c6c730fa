// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * An instance of a service, as it is told to Consul. Immutable.
 *
 * @param service the name that callers put into their target, {@code consul:///service}
 * @param id the instance's own name, the same after a restart: what is registered under it is
 *     replaced, so that an instance leaves no corpse beside itself
 * @param address where both callers and the Consul agent reach it: a host name or an IP literal
 * @param port 1 to 65535
 */
public record ServiceInstance(
    String service,
    String id,
    String address,
    int port,
    List<String> tags,
    Map<String, String> meta,
    HealthCheck check) {

  public ServiceInstance {
    checkText("service", service);
    checkText("id", id);
    checkText("address", address);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
    }
    tags = List.copyOf(tags);
    meta = Map.copyOf(meta);
    requireNonNull(check, "check");
  }

  /** An instance without tags and metadata, with the default check. */
  public static ServiceInstance of(String service, String id, String address, int port) {
    return new ServiceInstance(service, id, address, port, List.of(), Map.of(), GrpcCheck.DEFAULT);
  }

  /** The same but for the tags. */
  public ServiceInstance withTags(List<String> tags) {
    return new ServiceInstance(service, id, address, port, tags, meta, check);
  }

  /** The same but for the metadata. */
  public ServiceInstance withMeta(Map<String, String> meta) {
    return new ServiceInstance(service, id, address, port, tags, meta, check);
  }

  /** The same but for the check. */
  public ServiceInstance withCheck(HealthCheck check) {
    return new ServiceInstance(service, id, address, port, tags, meta, check);
  }

  /** {@code host:port}. */
  String target() {
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
  }

  private static void checkText(String name, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(name + ": blank (expected: a name)");
    }
  }
}
