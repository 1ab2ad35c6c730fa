// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Optional;
import souk.lab.cluster.Control.Connection;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;
import souk.lab.cluster.Launcher;
import souk.lab.part.ShopHome;
import souk.lab.process.LabException;

/**
 * Ends a shop and tells of it: what {@code down} does, and a foreground {@code up} that is
 * interrupted.
 */
final class Farewell {
  private Farewell() {}

  /**
   * Asks the supervisor to end the shop, if there is one, and returns when everything has ended.
   */
  static void end(ShopHome home, PrintWriter out) throws IOException {
    Optional<Connection> found = Launcher.connect(home);
    if (found.isPresent()) {
      try (Connection connection = found.get()) {
        connection.ask(new Request(Verb.DOWN, "", false), out::println);
      }
    }
  }

  /** The same, told by who follows the shop. */
  static void endQuietly(ShopHome home) {
    try {
      end(home, new PrintWriter(Writer.nullWriter()));
    } catch (IOException | LabException e) {
      System.err.println("souk: " + e.getMessage());
    }
  }
}
