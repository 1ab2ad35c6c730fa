// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.monolith;

import souk.cart.CartServer;
import souk.catalog.CatalogServer;
import souk.gateway.GatewayServer;
import souk.inventory.InventoryServer;
import souk.order.OrderServer;
import souk.payment.PaymentServer;
import souk.service.ServiceMain;
import souk.service.ServiceMain.Together;

/**
 * All services in one process. Nothing else is different: they find each other through Consul and
 * call each other over gRPC, so what this saves and costs is what processes of their own cost and
 * save.
 */
public final class MonolithServer {
  private MonolithServer() {}

  public static void main(String[] args) throws InterruptedException {
    // Who is called comes before who calls.
    ServiceMain.run(
        new Together("catalog", CatalogServer::start),
        new Together("cart", CartServer::start),
        new Together("inventory", InventoryServer::start),
        new Together("payment", PaymentServer::start),
        new Together("order", OrderServer::start),
        new Together("gateway", GatewayServer::start));
  }
}
