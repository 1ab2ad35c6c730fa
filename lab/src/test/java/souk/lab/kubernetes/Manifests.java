// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What an overlay consists of.
 *
 * @param all the objects
 */
record Manifests(List<Node> all) {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path FOLDER = ROOT.resolve("deploy/kubernetes");

  /** An overlay as kustomize renders it. */
  static Manifests of(String overlay) throws IOException, InterruptedException {
    String kustomize =
        run(new ProcessBuilder(ROOT.resolve("lab/tools/build-tool").toString(), "kustomize"))
            .strip();
    String yaml =
        run(
            new ProcessBuilder(
                kustomize, "build", FOLDER.resolve("overlays").resolve(overlay).toString()));
    return parse(yaml);
  }

  static Manifests parse(String yaml) {
    List<Node> nodes = new ArrayList<>();
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
      nodes.add(new Node(document));
    }
    return new Manifests(List.copyOf(nodes));
  }

  /** The output of a program that must succeed; its errors go to this process's. */
  static String run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", builder.command())).isZero();
    return output;
  }

  Stream<Node> ofKind(String kind) {
    return all.stream().filter(node -> node.kind().equals(kind));
  }

  /** All that makes pods. */
  List<Node> workloads() {
    return all.stream().filter(node -> node.pod().isPresent()).toList();
  }

  /** The containers of all pods. */
  Stream<Node> containers() {
    return workloads().stream()
        .flatMap(workload -> workload.at("spec.template.spec.containers").items().stream());
  }
}
