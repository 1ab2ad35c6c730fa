// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** A program of that name that does what a test says, and writes down what it was asked. */
record FakeKubectl(Path folder) {
  /**
   * @param script in sh; its arguments are kubectl's
   */
  static FakeKubectl of(Path folder, String script) throws IOException {
    Path program = folder.resolve("kubectl");
    Files.writeString(
        program, "#!/bin/sh\necho \"$@\" >>" + folder.resolve("asked") + "\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new FakeKubectl(folder);
  }

  Kubectl found() {
    return Kubectl.find(Map.of("PATH", "/nowhere:" + folder), "souk");
  }

  String asked() throws IOException {
    return Files.readString(folder.resolve("asked"));
  }

  /** A pod in the API's form. */
  static String pod(String name, String part, boolean ready, String more) {
    return """
    {"kind": "Pod",
     "metadata": {"name": "%s", "labels": {"app.kubernetes.io/name": "%s", "app.kubernetes.io/part-of": "souk"}%s},
     "spec": {"nodeName": "one"},
     "status": {"podIP": "10.0.0.1", "conditions": [{"type": "Initialized", "status": "True"}, {"type": "Ready", "status": "%s"}]}}
    """
        .formatted(name, part, more, ready ? "True" : "False");
  }
}
