// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

import io.grpc.Channel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import souk.grpc.consul.ConsulAgent;
import souk.service.Database;
import souk.service.ServerConfig;
import souk.service.ServiceChannels;
import souk.service.ServiceMain;
import souk.service.ServiceServer;
import souk.service.Settings;

/** The payment service's process. */
public final class PaymentServer {
  private static final Duration WITHOUT_DEADLINE = Duration.ofSeconds(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);
  private static final Duration TURN_LEASE = Duration.ofSeconds(15);

  private PaymentServer() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(PaymentServer::start);
  }

  static ServiceServer start(Settings settings) {
    ServerConfig server = ServerConfig.from("payment", settings);
    PaymentConfig config = PaymentConfig.from(settings);
    ConsulAgent consul = ConsulAgent.fromEnvironment(settings.environment());
    settings.checkAllRead();
    Database database = Database.open(config.database(), "souk/payment/db/migration");
    ServiceChannels channels = new ServiceChannels("souk", consul);
    SecureRandom random = new SecureRandom();
    Channel toAcquirer =
        channels.toAddress("acquirer", config.acquirerAddress(), config.acquirerDeadline());
    PaymentStore store = new PaymentStore(database.jdbi(), InstantSource.system());
    AcquirerClient acquirer = new AcquirerClient(toAcquirer, config.acquirerDeadline());
    Payments payments =
        new Payments(
            store,
            acquirer,
            new Patience(WITHOUT_DEADLINE, FIRST_PAUSE, LONGEST_PAUSE, random),
            random);
    Reconciliation reconciliation =
        new Reconciliation(
            database.jdbi(),
            new StatementClient(toAcquirer, config.acquirerDeadline()),
            new Repairs(store, acquirer, payments),
            new Reconciliation.Pace(
                config.reconcileInterval(),
                config.reconcileGrace(),
                TURN_LEASE.plus(config.acquirerDeadline())));
    Reconciler reconciler =
        new Reconciler(reconciliation, server.instance(), config.reconcileInterval(), random)
            .start();
    return ServiceServer.newBuilder("souk", server)
        .discovery(consul)
        .store(database::isReachable)
        .service(new PaymentGrpcService(payments))
        .closeAfterwards(database)
        .closeAfterwards(channels)
        .closeAfterwards(reconciler)
        .start();
  }
}
