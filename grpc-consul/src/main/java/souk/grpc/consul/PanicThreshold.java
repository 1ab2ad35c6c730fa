// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import java.util.List;
import souk.grpc.consul.ServiceHealth.Instance;

/**
 * Which of a service's instances get calls: those that pass, or all of them when fewer than half
 * pass. When most seem dead at once, it is likelier that the checks fail than that the instances
 * do; and if they do fail, the rest would not bear the load (Envoy's panic threshold). Those that
 * an operator has in maintenance are not asked in any case, nor counted.
 */
final class PanicThreshold {
  private PanicThreshold() {}

  static List<Instance> usable(List<Instance> all) {
    List<Instance> inService = all.stream().filter(each -> !each.inMaintenance()).toList();
    List<Instance> passing = inService.stream().filter(Instance::passing).toList();
    return passing.size() * 2 < inService.size() ? inService : passing;
  }
}
