// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.process.LabException;

/**
 * What can be done to the shop's own pods: to those with its label, in its namespace, and to
 * nothing else. A pod that goes is replaced by Kubernetes; a service that is to stay away is scaled
 * to none, and back. Thread-safe.
 */
public final class ClusterFaults {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final String UNKNOWN = "-";

  private final ClusterShop shop;
  private final Kubectl kubectl;

  // Guarded by this.
  private final Map<String, String> serviceOfPod = new HashMap<>();
  private final Map<String, Integer> usual = new TreeMap<>();
  private final Map<String, Integer> away = new TreeMap<>();
  private boolean over;

  /** None yet; what runs now is taken for usual. */
  public ClusterFaults(ClusterShop shop) {
    this.shop = shop;
    this.kubectl = shop.kubectl();
    for (PartStatus pod : instances()) {
      usual.merge(pod.service(), 1, Integer::sum);
      serviceOfPod.put(pod.name(), pod.service());
    }
  }

  /** What can be hit, in words. */
  public synchronized String blastRadius() {
    return "%d pods labelled %s in namespace %s of %s: %s; what they are replaced by; nothing else"
        .formatted(
            usual.values().stream().mapToInt(Integer::intValue).sum(),
            ClusterShop.LABEL,
            kubectl.namespace(),
            kubectl.context(),
            String.join(", ", usual.keySet()));
  }

  /** The shop's own pods that are not about to leave. */
  public List<PartStatus> instances() {
    return ours().stream()
        .filter(pod -> !pod.leaving())
        .map(
            pod ->
                new PartStatus(
                    pod.part(),
                    pod.name(),
                    pod.ready() ? "running" : "starting",
                    0,
                    pod.address().isEmpty() ? UNKNOWN : pod.address(),
                    pod.ready() ? "passing" : "critical",
                    UNKNOWN,
                    0,
                    UNKNOWN))
        .toList();
  }

  /**
   * Deletes a pod by force, or all of a service, which then stays away: Kubernetes forgets it at
   * once, and its process has 2 seconds between SIGTERM and SIGKILL, the least that a kubelet
   * gives.
   */
  public void kill(String target) {
    if (isService(target)) {
      scaleToNone(target);
      kubectl.ask(
          "delete",
          "pod",
          "--selector",
          ClusterShop.selector(target),
          "--grace-period=0",
          "--force",
          "--wait=false");
    } else {
      kubectl.ask(
          "delete", "pod", requireOurs(target), "--grace-period=0", "--force", "--wait=false");
    }
  }

  /**
   * Asks a pod, or all of a service, which then stays away, to leave, and waits until it is gone.
   */
  public void stop(String target) {
    if (isService(target)) {
      scaleToNone(target);
      kubectl.ask(
          PATIENCE,
          "wait",
          "--for=delete",
          "pod",
          "--selector",
          ClusterShop.selector(target),
          "--timeout=" + PATIENCE.toSeconds() + "s");
    } else {
      kubectl.ask(PATIENCE, "delete", "pod", requireOurs(target), "--wait=true");
    }
  }

  /** Waits until as many of its service are ready as usual, having them started if need be. */
  public void start(String target) {
    String service = isService(target) ? target : serviceOf(target);
    bringBack(service);
    awaitReady(service);
  }

  /** A rollout like that of a new version, to its end. */
  public void restart(String service) {
    requireService(service);
    kubectl.ask("rollout", "restart", "deployment/" + service);
    kubectl.ask(
        PATIENCE,
        "rollout",
        "status",
        "deployment/" + service,
        "--timeout=" + PATIENCE.toSeconds() + "s");
    awaitReady(service);
  }

  /**
   * What is still away comes back, and nothing is taken away any more; does not wait for it.
   *
   * @throws LabException when something could not be brought back; the rest was
   */
  public synchronized void undo() {
    over = true;
    List<String> left = new ArrayList<>();
    for (String service : List.copyOf(away.keySet())) {
      try {
        bringBack(service);
      } catch (LabException e) {
        left.add(service + " (" + e.getMessage() + ")");
      }
    }
    if (!left.isEmpty()) {
      throw new LabException("still scaled to none: " + String.join(", ", left));
    }
  }

  private synchronized void scaleToNone(String service) {
    if (over) {
      throw new LabException("it is over: " + service + " stays");
    }
    away.putIfAbsent(service, Math.max(1, replicas(service)));
    scale(service, 0);
  }

  private synchronized void bringBack(String service) {
    Integer count = away.get(service);
    if (count != null) {
      scale(service, count);
      away.remove(service);
    }
  }

  private void scale(String service, int replicas) {
    kubectl.ask("scale", "deployment/" + service, "--replicas=" + replicas);
  }

  private void awaitReady(String service) {
    int before;
    synchronized (this) {
      before = usual.getOrDefault(service, 1);
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    // An autoscaler may have made up its mind that fewer will do.
    while (ready(service) < Math.min(before, replicas(service))) {
      if (System.nanoTime() > end) {
        throw new LabException(
            "%s has fewer than %d instances ready after %d s"
                .formatted(service, before, PATIENCE.toSeconds()));
      }
      try {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LabException("interrupted", e);
      }
    }
  }

  private long ready(String service) {
    return ours().stream().filter(pod -> pod.part().equals(service) && pod.ready()).count();
  }

  private int replicas(String service) {
    String count =
        kubectl.ask("get", "deployment", service, "--output", "jsonpath={.spec.replicas}");
    try {
      return Integer.parseInt(count.strip());
    } catch (NumberFormatException e) {
      throw new LabException("kubectl's answer is not understood: " + count, e);
    }
  }

  private List<Pod> ours() {
    return shop.pods().stream().filter(Pod::ofTheShop).toList();
  }

  private synchronized boolean isService(String target) {
    return usual.containsKey(target);
  }

  private void requireService(String service) {
    if (!isService(service)) {
      throw new LabException(
          "the shop has no service '%s' (there are: %s)".formatted(service, names()));
    }
  }

  private synchronized String names() {
    return String.join(", ", usual.keySet());
  }

  /** Only what bears the label is touched, whatever a name says. */
  private String requireOurs(String pod) {
    Pod found =
        ours().stream()
            .filter(each -> each.name().equals(pod))
            .findFirst()
            .orElseThrow(() -> new LabException("the shop has no pod '" + pod + "'"));
    synchronized (this) {
      serviceOfPod.put(found.name(), found.part());
    }
    return pod;
  }

  private synchronized String serviceOf(String pod) {
    String service = serviceOfPod.get(pod);
    if (service == null) {
      throw new LabException("the shop has no pod '" + pod + "'");
    }
    return service;
  }
}
