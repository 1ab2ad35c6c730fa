// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import souk.lab.cluster.Control.Connection;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;
import souk.lab.cluster.Launcher;
import souk.lab.cluster.ShopStatus;
import souk.lab.part.ShopHome;
import souk.lab.process.LabException;

/** Which shop of this machine is meant. */
final class ShopOptions {
  @Option(
      names = "--name",
      paramLabel = "SHOP",
      description = "which shop of this machine (default: ${DEFAULT-VALUE})")
  private String name = "shop";

  String name() {
    return name;
  }

  /** The folder of the clone: ./souk says where it is. */
  static Path root() {
    return Path.of(System.getProperty("souk.root", "")).toAbsolutePath();
  }

  /** Where the lab keeps what stays. */
  static Path state() {
    return Path.of(System.getenv().getOrDefault("SOUK_STATE_DIR", root() + "/.souk"));
  }

  ShopHome home() {
    return ShopHome.of(root(), name, System.getenv());
  }

  /** How the shop stands; that it is not running is an error. */
  static ShopStatus statusOrFail(ShopHome home) throws IOException {
    try (Connection connection = connectOrFail(home)) {
      ShopStatus status = connection.ask(new Request(Verb.STATUS, "", false), line -> {}).status();
      if (status == null) {
        throw new LabException("the supervisor gave no status");
      }
      return status;
    }
  }

  /** A connection to the shop's supervisor; that there is none is an error. */
  static Connection connectOrFail(ShopHome home) {
    return Launcher.connect(home)
        .orElseThrow(
            () -> new LabException("shop '" + home.shop() + "' is not running: ./souk up"));
  }
}
