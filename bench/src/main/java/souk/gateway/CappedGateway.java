// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.gateway;

import io.grpc.ServerInterceptors;
import java.time.Duration;
import souk.bench.OneCore;
import souk.service.ServiceMain;

/**
 * The gateway on a core of its own that is busy with each call for {@code
 * SOUK_GATEWAY_EACH_CALL_HOLDS}, 5 ms by default, without using any CPU: one that can do so much
 * and no more, on a machine where the load needs the CPU.
 */
public final class CappedGateway {
  private static final Duration EACH = Duration.ofMillis(5);

  private CappedGateway() {}

  public static void main(String[] args) throws InterruptedException {
    OneCore.forAllVirtualThreads();
    ServiceMain.run(
        settings -> {
          OneCore core = new OneCore(settings.duration("SOUK_GATEWAY_EACH_CALL_HOLDS", EACH));
          return GatewayServer.start(
              settings, shop -> () -> ServerInterceptors.intercept(shop, core));
        });
  }
}
