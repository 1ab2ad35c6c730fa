// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import souk.lab.audit.AuditReport;
import souk.lab.cluster.ShopStatus;

/**
 * A shop that an experiment is done to, wherever it runs: a way in, faults by the names of
 * instances and services, and the audit. Thread-safe.
 */
public interface TestedShop extends AutoCloseable {
  /** host:port of its gRPC. */
  String grpc();

  /** Where what the clients asked and were told is written down, for the audit. */
  Path history();

  /** How all its parts stand now. */
  ShopStatus status() throws IOException;

  /** Ends it at once, with no time to leave; an error when nothing of it runs. */
  void kill(String target) throws IOException;

  /** Asks it to end, and waits. */
  void stop(String target) throws IOException;

  /**
   * Undoes a kill or a stop: waits until as many of the service do their work as did before, and
   * starts what does not come back by itself.
   */
  void start(String target) throws IOException;

  /** Replaces all instances of a service, one after the other. */
  void restart(String service) throws IOException;

  /**
   * Undoes what keeps it from coming to rest, after a script that was broken off: what is away
   * comes back, what is paused goes on, and full disks get room.
   */
  void mend() throws IOException;

  /**
   * Judges it once it is at rest.
   *
   * @param patience how long it may take to come to rest
   */
  AuditReport audit(Duration patience) throws IOException, InterruptedException;

  @Override
  void close() throws IOException;
}
