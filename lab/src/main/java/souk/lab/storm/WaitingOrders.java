// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.load.Errands;
import souk.lab.part.ShopDatabases;
import souk.lab.process.LabException;
import souk.v1.Product;

/**
 * How fast orders are decided that had to wait: they are placed while the acquirer is away, then
 * PostgreSQL is killed too, and both are started again.
 */
final class WaitingOrders {
  private static final int ORDERS = 400;
  private static final int AT_ONCE = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final double MOST_OF_THEM = 0.9;

  private final OwnShop shop;
  private final Run run;
  private final ShopDatabases databases;

  WaitingOrders(OwnShop shop, Run run, ShopDatabases databases) {
    this.shop = shop;
    this.run = run;
    this.databases = databases;
  }

  /**
   * What was seen.
   *
   * @param waiting orders that waited
   * @param firstAfter seconds from the return of both to the first decision
   * @param perSecond decisions a second from then on, until nine of ten were decided
   */
  record Result(long waiting, double firstAfter, double perSecond) {}

  Result measure(Errands errands) throws IOException, InterruptedException, SQLException {
    String product =
        errands.products().stream()
            .filter(each -> each.getAvailability().getQuantity() > ORDERS)
            .map(Product::getId)
            .findFirst()
            .orElseThrow(() -> new LabException("no product has " + ORDERS + " pieces"));
    List<String> carts = errands.carts(ORDERS, product);
    shop.kill("acquirer");
    int told = 0;
    for (int from = 0; from < carts.size(); from += AT_ONCE) {
      List<String> some = carts.subList(from, Math.min(from + AT_ONCE, carts.size()));
      told += errands.checkOutAtOnce(some, false).size();
    }
    long waiting = pending();
    run.say("%d orders wait (%d of %d were told so)".formatted(waiting, told, carts.size()));
    if (waiting == 0) {
      throw new LabException("no order waits for the acquirer");
    }
    shop.kill("postgres");
    shop.start("postgres");
    shop.start("acquirer");
    return decide(waiting);
  }

  private Result decide(long waiting) throws InterruptedException, SQLException {
    long back = System.nanoTime();
    long first = 0;
    long left = waiting;
    long leftAtFirst = waiting;
    while (left > waiting * (1 - MOST_OF_THEM)) {
      left = pending();
      long now = System.nanoTime();
      if (first == 0 && left < waiting) {
        first = now;
        leftAtFirst = left;
      }
      if (now - back > PATIENCE.toNanos()) {
        throw new LabException(left + " of " + waiting + " orders still wait");
      }
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
    double seconds = Math.max(System.nanoTime() - first, 1) / 1e9;
    return new Result(waiting, (first - back) / 1e9, (leftAtFirst - left) / seconds);
  }

  private long pending() throws SQLException {
    String query = "SELECT count(*) FROM orders WHERE state = 'PENDING'";
    try (Connection connection = databases.connect("order");
        PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
