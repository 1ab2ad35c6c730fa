// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.acquirer;

import java.time.Duration;
import java.time.InstantSource;
import souk.service.Database;
import souk.service.ServerConfig;
import souk.service.ServiceMain;
import souk.service.ServiceServer;
import souk.service.Settings;
import souk.service.telemetry.Telemetry;

/** The simulated acquirer's process. Not in Consul: outside parties aren't. */
public final class AcquirerServer {
  /** How long the bank of {@code tok_slow} takes; the contract says it. */
  private static final Duration SLOW_DECISION = Duration.ofSeconds(3);

  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  private AcquirerServer() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(AcquirerServer::start);
  }

  static ServiceServer start(Settings settings) {
    ServerConfig server = ServerConfig.from("acquirer", settings);
    Database.Config config = Database.Config.from(settings);
    settings.checkAllRead();
    Telemetry telemetry = server.telemetry(settings);
    Database database = Database.open(config, "souk/acquirer/db/migration", telemetry);
    Acquirer acquirer =
        new Acquirer(new AcquirerStore(database.jdbi()), InstantSource.system(), SLOW_DECISION);
    return ServiceServer.newBuilder("souk", server)
        .telemetry(telemetry)
        .store(database::isReachable)
        .service(new AcquirerGrpcService(acquirer, new Silence(LONGEST_SILENCE)))
        .closeAfterwards(database)
        .start();
  }
}
