// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What make-secrets gives to kubectl, which is a script here that keeps it. */
final class MadeSecrets {
  private MadeSecrets() {}

  /** The Secrets' names, and the keys of each. */
  static Map<String, Set<String>> keys() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("make-secrets");
    Path made = folder.resolve("made.yaml");
    Path kubectl = folder.resolve("kubectl");
    try {
      Files.writeString(
          kubectl,
          """
          #!/bin/sh
          case " $* " in
            *" get "*) exit 1 ;;
            *" create -f - "*) { echo ---; cat; } >>"%s" ;;
          esac
          """
              .formatted(made));
      Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwx------"));
      ProcessBuilder script =
          new ProcessBuilder(Manifests.FOLDER.resolve("make-secrets").toString());
      script.environment().merge("PATH", folder + ":", (path, first) -> first + path);
      Manifests.run(script);
      Map<String, Set<String>> keys = new HashMap<>();
      for (Node secret : Manifests.parse(Files.readString(made)).all()) {
        if (secret.at("data").value() instanceof Map<?, ?> data) {
          keys.put(
              secret.name(),
              data.keySet().stream().map(String::valueOf).collect(Collectors.toSet()));
        }
      }
      return keys;
    } finally {
      Files.deleteIfExists(made);
      Files.deleteIfExists(kubectl);
      Files.deleteIfExists(folder);
    }
  }
}
