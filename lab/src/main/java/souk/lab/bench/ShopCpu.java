// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import souk.lab.cluster.ShopStatus;
import souk.lab.cluster.ShopStatus.PartStatus;

/** Whose CPU time is the shop's own. */
public final class ShopCpu {
  /** Outside parties: what they use is not the shop's. */
  private static final Set<String> OUTSIDE = Set.of("acquirer", "postgres, acquirer", "mail");

  private static final String OWN = "this load generator";
  private static final String LAUNCHER = "supervisor";

  private ShopCpu() {}

  /** Reads what all processes around a shop have used, this one and the outside parties too. */
  public static CpuTimes read(ShopStatus shop) {
    Map<Long, String> processes = new LinkedHashMap<>();
    Stream.concat(shop.instances().stream(), shop.stores().stream())
        .filter(part -> part.pid() > 0)
        .forEach((PartStatus part) -> processes.put(part.pid(), part.name()));
    processes.put(ProcessHandle.current().pid(), OWN);
    processes.put(shop.supervisorPid(), LAUNCHER);
    return CpuTimes.read(processes);
  }

  /** Whether a line of it is the shop's own. */
  public static boolean isOurs(String part) {
    return !OUTSIDE.contains(part) && !part.equals(OWN) && !part.equals(LAUNCHER);
  }

  /** What the shop's own used. */
  public static Duration ours(CpuTimes times) {
    return times.byPart().entrySet().stream()
        .filter(part -> isOurs(part.getKey()))
        .map(Map.Entry::getValue)
        .reduce(Duration.ZERO, Duration::plus);
  }
}
