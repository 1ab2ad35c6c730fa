// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.tour;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import souk.lab.cluster.ShopStatus;
import souk.lab.part.ShopHome;
import souk.lab.process.Leftovers;
import souk.lab.process.Ports;

/**
 * A whole shop beside whatever else runs on this machine: a name and ports of its own, its data in
 * a temp folder, where {@code ./souk} is this clone's for that shop.
 */
final class LocalShop {
  private static final String NAME = "tour";
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Path root;
  private final Shell shell;
  private final Path grpcurl;
  private final int port;
  private final ShopHome home;

  private LocalShop(Path root, Shell shell, Path grpcurl, int port, ShopHome home) {
    this.root = root;
    this.shell = shell;
    this.grpcurl = grpcurl;
    this.port = port;
    this.home = home;
  }

  /** Nothing runs yet. */
  static LocalShop in(Path folder) throws Exception {
    Path root = Path.of("..").toAbsolutePath().normalize();
    int port = twoFreePorts();
    Map<String, String> state = Map.of("SOUK_STATE_DIR", folder.resolve("state").toString());
    Path grpcurl = grpcurl(root);
    Shell shell =
        new Shell(
            folder,
            Map.of(
                "SOUK_STATE_DIR",
                folder.resolve("state").toString(),
                // The jars are those of the build that this test is a part of.
                "SOUK_NO_BUILD",
                "1",
                "PATH",
                grpcurl.getParent() + ":" + System.getenv("PATH")));
    Path souk = folder.resolve("souk");
    Files.writeString(
        souk,
        """
        #!/bin/bash
        command=$1; shift
        case $command in
          up) exec %s/souk up --name %s --port %d "$@" ;;
          *) exec %s/souk "$command" --name %s "$@" ;;
        esac
        """
            .formatted(root, NAME, port, root, NAME));
    Files.setPosixFilePermissions(souk, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new LocalShop(root, shell, grpcurl, port, ShopHome.of(root, NAME, state));
  }

  ShopHome home() {
    return home;
  }

  /** Runs a command of the command line. */
  Shell.Result souk(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("./souk"));
    command.addAll(List.of(arguments));
    return shell.run(PATIENCE, command);
  }

  ShopStatus status() throws IOException, InterruptedException {
    return new Gson().fromJson(souk("status", "--json").ok(), ShopStatus.class);
  }

  /** Calls a method of the shop's API by grpcurl. */
  Shell.Result call(String method, String request) throws IOException, InterruptedException {
    return shell.run(
        PATIENCE,
        List.of(
            grpcurl.toString(),
            "-plaintext",
            "-max-time",
            "20",
            "-d",
            request,
            "localhost:" + (port + 1),
            "souk.v1.Shop/" + method));
  }

  /**
   * Runs the README's tour, word for word but for the ports, and stops at the first command that
   * fails.
   */
  Shell.Result tour() throws IOException, InterruptedException {
    String script =
        Tour.script(Files.readString(root.resolve("README.md")))
            .replace("localhost:8080", "localhost:" + port)
            .replace("localhost:8081", "localhost:" + (port + 1));
    Path file = shell.folder().resolve("tour.sh");
    Files.writeString(file, "set -euo pipefail\n" + script);
    return shell.run(PATIENCE, List.of("bash", "-x", file.toString()));
  }

  /** Ends everything, also what a failed test left in whatever state. */
  void end() throws Exception {
    try {
      souk("down");
    } finally {
      if (Files.exists(home.folder())) {
        Leftovers.end(home.ledger());
      }
    }
  }

  private static Path grpcurl(Path root) throws IOException {
    Process process =
        new ProcessBuilder(root.resolve("lab/tools/build-tool").toString(), "grpcurl")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return Path.of(process.inputReader().readLine());
  }

  private static int twoFreePorts() {
    Random random = new Random();
    Set<Integer> tried = new HashSet<>();
    while (true) {
      int first = Ports.choose(random, tried);
      if (Ports.isFree(first + 1)) {
        return first;
      }
      tried.add(first);
    }
  }
}
