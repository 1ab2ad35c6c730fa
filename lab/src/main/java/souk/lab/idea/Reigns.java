// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import souk.lab.part.ShopDatabases;
import souk.lab.process.LabException;

/**
 * Who reconciles in payment's eyes, which is the database's view and the one that counts. Used by
 * one thread.
 */
final class Reigns {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final ShopDatabases databases;
  private final List<Reign> seen = new ArrayList<>();

  /** How far the statement was read, one after the other. */
  private final List<String> positions = new ArrayList<>();

  /** Who leads, and since which epoch. */
  record Reign(long epoch, String holder) {
    @Override
    public String toString() {
      return epoch + " " + holder;
    }
  }

  Reigns(ShopDatabases databases) {
    this.databases = databases;
  }

  /** The first reign of a later epoch; throws {@link LabException} when there is none in time. */
  Reign awaitAfter(long epoch, Duration patience) throws SQLException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    Reign now = look();
    while (now.epoch() <= epoch) {
      if (System.nanoTime() > end) {
        throw new LabException("nobody leads after epoch " + epoch);
      }
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      now = look();
    }
    return now;
  }

  /** Waits until more is read than that; throws {@link LabException} when it is not in time. */
  void awaitBeyond(String position, Duration patience) throws SQLException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (position().equals(position)) {
      if (System.nanoTime() > end) {
        throw new LabException("the acquirer's statement is not read");
      }
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      look();
    }
  }

  /** How far the statement had been read at the last look. */
  String position() {
    return positions.getLast();
  }

  /** How often that changed. */
  int changes() {
    return positions.size() - 1;
  }

  /** Looks once. */
  Reign look() throws SQLException {
    try (Connection connection = databases.connect("payment");
        PreparedStatement statement =
            connection.prepareStatement("SELECT fence, holder, page_token FROM reconciliation");
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      Reign now = new Reign(rows.getLong(1), rows.getString(2));
      String position = rows.getString(3);
      if (seen.isEmpty() || !seen.getLast().equals(now)) {
        seen.add(now);
      }
      if (positions.isEmpty() || !positions.getLast().equals(position)) {
        positions.add(position);
      }
      return now;
    }
  }

  /** Whether an epoch was lower than one before it. */
  boolean epochWentBack() {
    for (int i = 1; i < seen.size(); i++) {
      if (seen.get(i).epoch() < seen.get(i - 1).epoch()) {
        return true;
      }
    }
    return false;
  }

  /** Epochs in which first one led, and then another. */
  int epochsOfTwo() {
    Set<Reign> reigns = new HashSet<>(seen);
    Set<Long> epochs = reigns.stream().map(Reign::epoch).collect(Collectors.toSet());
    return reigns.size() - epochs.size();
  }

  /** All that were seen, in their order. */
  String told() {
    return seen.stream().map(Reign::toString).collect(Collectors.joining(", then "));
  }
}
