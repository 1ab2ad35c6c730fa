// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.acquirer;

import io.grpc.BindableService;
import java.time.Duration;
import java.time.InstantSource;
import souk.service.Database;
import souk.service.ServiceServer;
import souk.service.Settings;

/** The real acquirer for the tests of those who call it, with a bank that is less slow. */
public final class SimulatedAcquirer {
  public static final String MIGRATIONS = "souk/acquirer/db/migration";
  public static final Duration SLOW = Duration.ofMillis(700);

  private SimulatedAcquirer() {}

  /** Its whole process, in this one. */
  public static ServiceServer start(Settings settings) {
    return AcquirerServer.start(settings);
  }

  /** Its service on a database of its own. */
  public static BindableService on(Database database, InstantSource clock) {
    return new AcquirerGrpcService(
        new Acquirer(new AcquirerStore(database.jdbi()), clock, SLOW),
        new Silence(Duration.ofSeconds(30)));
  }
}
