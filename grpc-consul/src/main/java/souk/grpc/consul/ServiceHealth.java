// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * What Consul answered about a service.
 *
 * @param index to pass in the next query, as it came
 * @param instances all that are registered, whatever their health
 */
record ServiceHealth(long index, List<Instance> instances) {
  ServiceHealth {
    instances = List.copyOf(instances);
  }

  /**
   * One instance, as others see it.
   *
   * @param address of the service or, when it has none of its own, of its node
   * @param nodeMeta the metadata of its node
   * @param passing whether every check of the instance and of its node passes; a warning does not
   * @param inMaintenance whether an operator has taken the instance or its node out of service
   */
  record Instance(
      String id,
      String address,
      int port,
      List<String> tags,
      Map<String, String> meta,
      Map<String, String> nodeMeta,
      boolean passing,
      boolean inMaintenance) {
    Instance {
      requireNonNull(id, "id");
      requireNonNull(address, "address");
      tags = List.copyOf(tags);
      meta = Map.copyOf(meta);
      nodeMeta = Map.copyOf(nodeMeta);
    }
  }
}
