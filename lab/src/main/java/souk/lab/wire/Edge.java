// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

/**
 * Who calls whom.
 *
 * @param caller a service
 * @param callee an instance of a service, or an outside party
 */
public record Edge(String caller, String callee) {
  /** Whether it leads from a service to the instances of another. */
  public boolean isFrom(String callingService, String calledService) {
    return caller.equals(callingService) && leadsTo(calledService);
  }

  /** Whether it leads to an instance of a service. */
  public boolean leadsTo(String service) {
    return callee.equals(service) || callee.startsWith(service + "-");
  }
}
