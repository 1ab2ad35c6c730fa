// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.payment;

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
    Payments payments =
        new Payments(
            new PaymentStore(database.jdbi(), InstantSource.system()),
            new AcquirerClient(
                channels.toAddress("acquirer", config.acquirerAddress(), config.acquirerDeadline()),
                config.acquirerDeadline()),
            new Patience(WITHOUT_DEADLINE, FIRST_PAUSE, LONGEST_PAUSE, random),
            random);
    return ServiceServer.newBuilder("souk", server)
        .discovery(consul)
        .store(database::isReachable)
        .service(new PaymentGrpcService(payments))
        .closeAfterwards(database)
        .closeAfterwards(channels)
        .start();
  }
}
