// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import io.grpc.Channel;
import java.security.SecureRandom;
import souk.grpc.consul.Candidacy;
import souk.grpc.consul.ConsulAgent;
import souk.grpc.consul.ConsulElection;
import souk.service.Database;
import souk.service.ServerConfig;
import souk.service.ServiceChannels;
import souk.service.ServiceMain;
import souk.service.ServiceServer;
import souk.service.Settings;
import souk.service.telemetry.Telemetry;

/** The payment service's process. */
public final class PaymentServer {
  private static final String ELECTION = "souk/payment/reconciler";

  private PaymentServer() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(PaymentServer::start);
  }

  /** Starts it by these settings, in whatever process. */
  public static ServiceServer start(Settings settings) {
    return start(settings, PaymentEngine::start);
  }

  static ServiceServer start(Settings settings, PaymentEngine.Maker maker) {
    ServerConfig server = ServerConfig.from("payment", settings);
    PaymentConfig config = PaymentConfig.from(settings);
    ConsulAgent consul = settings.consul();
    settings.checkAllRead();
    Telemetry telemetry = server.telemetry(settings);
    Database database = Database.open(config.database(), "souk/payment/db/migration", telemetry);
    ServiceChannels channels = new ServiceChannels("souk", consul, telemetry);
    Channel toAcquirer =
        channels.toAddress("acquirer", config.acquirerAddress(), config.acquirerDeadline());
    PaymentEngine engine =
        maker.start(server.instance(), config, database.jdbi(), toAcquirer, new SecureRandom());
    PaymentMetrics.show(telemetry.meter(), database.jdbi());
    return ServiceServer.newBuilder("souk", server)
        .telemetry(telemetry)
        .discovery(consul)
        .store(database::isReachable)
        .service(engine.service())
        .closeAfterwards(database)
        .closeAfterwards(channels)
        .closeAfterwards(engine)
        .whileRegistered(() -> election(server.instance(), consul, engine, telemetry))
        .start();
  }

  /** Who reconciles: one of the instances that Consul finds well. */
  private static ConsulElection election(
      String instance, ConsulAgent consul, PaymentEngine engine, Telemetry telemetry) {
    ConsulElection election =
        ConsulElection.start(
            consul, Candidacy.of(ELECTION, instance).ofInstance(instance), engine.reconciler());
    telemetry.watched().election(ELECTION, () -> election.leadership().isPresent());
    return election;
  }
}
