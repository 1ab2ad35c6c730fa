// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import souk.lab.audit.Audit;
import souk.lab.audit.AuditMode;
import souk.lab.audit.AuditReport;
import souk.lab.cluster.ShopStatus;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.kubernetes.ClusterFaults;
import souk.lab.kubernetes.ClusterSources;
import souk.lab.kubernetes.Door;
import souk.lab.process.LabException;

/**
 * A shop on Kubernetes that was there before the experiment and is there after it, with as many
 * instances. Thread-safe.
 */
final class ClusterTrialShop implements TestedShop {
  private static final String UNKNOWN = "-";

  private final Place place;
  private final Door door;
  private final ClusterFaults faults;
  private final Run run;
  private final Thread farewell;

  private ClusterTrialShop(Place place, Door door, Run run) {
    this.place = place;
    this.door = door;
    this.faults = new ClusterFaults(place.shop());
    this.run = run;
    this.farewell = new Thread(this::undo, "farewell");
  }

  static ClusterTrialShop open(Place place, Run run) throws IOException, InterruptedException {
    ClusterTrialShop shop = new ClusterTrialShop(place, Door.to(place.shop(), place.door()), run);
    // Ctrl-C, too, leaves nothing away.
    Runtime.getRuntime().addShutdownHook(shop.farewell);
    return shop;
  }

  private void undo() {
    try {
      faults.undo();
    } catch (LabException e) {
      System.err.println("souk: " + e.getMessage());
    }
  }

  /** What it can reach at most. */
  String blastRadius() {
    return faults.blastRadius();
  }

  @Override
  public String grpc() {
    return door.grpc();
  }

  @Override
  public Path history() {
    return place.shop().history();
  }

  /** Stores are no part of it: an experiment leaves them alone. */
  @Override
  public ShopStatus status() {
    List<PartStatus> instances = faults.instances();
    return new ShopStatus(
        place.shop().name(),
        true,
        "up",
        UNKNOWN,
        door.grpc(),
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
        instances,
        List.of(),
        List.of(),
        0,
        0);
  }

  @Override
  public void kill(String target) {
    faults.kill(target);
  }

  @Override
  public void stop(String target) {
    faults.stop(target);
  }

  @Override
  public void start(String target) {
    faults.start(target);
  }

  @Override
  public void restart(String service) {
    faults.restart(service);
  }

  /** Does not wait for what comes back, and nothing is taken away any more. */
  @Override
  public void mend() {
    faults.undo();
  }

  @Override
  public AuditReport audit(Duration patience) throws InterruptedException {
    try (ClusterSources sources = ClusterSources.of(place.shop(), place.door())) {
      return Audit.run(sources.open(run::say), AuditMode.FINAL, patience, run::say);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      faults.undo();
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(farewell);
      } catch (IllegalStateException e) {
        // It is running.
      }
      door.close();
    }
  }
}
