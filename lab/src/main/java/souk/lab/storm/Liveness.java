// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.storm;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import souk.lab.cluster.ShopStatus;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.load.Errands;
import souk.lab.part.ShopDatabases;
import souk.v1.Product;

/** What must be true of a shop to which nothing is done any more. Says what is not. */
final class Liveness {
  private static final Duration CONSUL_KNOWS_WITHIN = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration SAY = Duration.ofSeconds(5);
  private static final int PIECES_FOR_ALL_CARDS = 20;

  private final OwnShop shop;
  private final Run run;
  private final ShopDatabases databases;

  Liveness(OwnShop shop, Run run, ShopDatabases databases) {
    this.shop = shop;
    this.run = run;
    this.databases = databases;
  }

  /** Everything runs, and within seconds Consul's passing list is exactly that. */
  List<String> everyoneIsThere() throws IOException, InterruptedException {
    ShopStatus status = shop.status();
    List<String> wrong = new ArrayList<>();
    Stream.concat(status.stores().stream(), status.instances().stream())
        .filter(part -> !part.state().equals("running"))
        .forEach(part -> wrong.add(part.name() + " is " + part.state()));
    NavigableSet<String> living = new TreeSet<>();
    status.instances().stream()
        .map(PartStatus::name)
        .filter(name -> name.matches(".*-\\d+"))
        .forEach(living::add);
    PassingList list = new PassingList(status.consul());
    NavigableSet<String> passing = list.read();
    long end = System.nanoTime() + CONSUL_KNOWS_WITHIN.toNanos();
    while (!passing.equals(living) && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      passing = list.read();
    }
    if (!passing.equals(living)) {
      wrong.add("Consul says passing: " + passing + " (expected: " + living + ")");
    }
    return wrong;
  }

  /** No order is PENDING and no task waits, within so long. */
  List<String> nothingWaits(Duration patience) throws InterruptedException {
    long begin = System.nanoTime();
    long said = begin;
    while (true) {
      String waiting = waiting();
      if (waiting.isEmpty()) {
        return List.of();
      }
      long now = System.nanoTime();
      if (now - begin > patience.toNanos()) {
        return List.of("after %d s: %s".formatted(patience.toSeconds(), waiting));
      }
      if (now - said > SAY.toNanos()) {
        said = now;
        run.say("waiting: " + waiting);
      }
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
  }

  /** A checkout with each kind of card ends as it should: no breaker is open any more. */
  List<String> everyCardWorks(Errands errands) throws InterruptedException {
    String product =
        errands.products().stream()
            .filter(each -> each.getAvailability().getQuantity() >= PIECES_FOR_ALL_CARDS)
            .map(Product::getId)
            .findFirst()
            .orElse("");
    return product.isEmpty() ? List.of("no product can be bought") : errands.tryCards(product);
  }

  /** Empty when nothing does. */
  private String waiting() {
    String query =
        """
        SELECT (SELECT count(*) FROM orders WHERE state = 'PENDING'),
          (SELECT count(*) FROM tasks WHERE parked_reason IS NULL),
          (SELECT count(*) FROM tasks WHERE parked_reason IS NOT NULL)
        """;
    try (Connection connection = databases.connect("order");
        PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      row.next();
      long pending = row.getLong(1);
      long tasks = row.getLong(2);
      long parked = row.getLong(3);
      return pending + tasks + parked == 0
          ? ""
          : "%d orders PENDING, %d tasks waiting, %d parked".formatted(pending, tasks, parked);
    } catch (SQLException e) {
      return "the order database does not answer: " + e.getMessage();
    }
  }
}
