// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.cart;

import io.grpc.MethodDescriptor;
import souk.grpc.consul.ConsulAgent;
import souk.grpc.resilience.CallPriority;
import souk.service.ServerConfig;
import souk.service.ServiceMain;
import souk.service.ServiceServer;
import souk.service.Settings;
import souk.service.telemetry.Telemetry;

/** The cart service's process. */
public final class CartServer {
  private CartServer() {}

  public static void main(String[] args) throws InterruptedException {
    ServiceMain.run(CartServer::start);
  }

  /** Starts it by these settings, in whatever process. */
  public static ServiceServer start(Settings settings) {
    ServerConfig server = ServerConfig.from("cart", settings);
    CartConfig config = CartConfig.from(settings);
    ConsulAgent consul = settings.consul();
    settings.checkAllRead();
    Telemetry telemetry = server.telemetry(settings);

    Redis redis = RedisStart.connect(config.redis());
    CartStore store = new CartStore(redis, CartLimits.STANDARD);
    Carts carts = new Carts(new CartIds(config.cartIdKey()), store);
    return ServiceServer.newBuilder("souk", server)
        .telemetry(telemetry)
        .priorities(CartServer::priorityOf)
        .discovery(consul)
        .store(redis::isReachable)
        .knownFailures(RedisFailures::refusalOf)
        .service(new CartGrpcService(carts))
        .closeAfterwards(redis)
        .start();
  }

  /** To look at a cart is as much as to change it: a checkout begins so. */
  private static CallPriority priorityOf(MethodDescriptor<?, ?> method) {
    return "TakeOut".equals(method.getBareMethodName()) ? CallPriority.HIGH : CallPriority.NORMAL;
  }
}
