// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How the services live in the local overlay, and who may call whom. */
class ServicesTest {
  private static final Set<String> SERVICES =
      Set.of("gateway", "catalog", "cart", "inventory", "order", "payment", "acquirer");

  /** As ARCHITECTURE.md says, and nothing else. */
  private static final Set<String> CALLS =
      Set.of(
          "gateway catalog",
          "gateway cart",
          "gateway inventory",
          "gateway order",
          "order cart",
          "order catalog",
          "order inventory",
          "order payment",
          "payment acquirer");

  private static final int GRPC = 9090;
  private static Manifests local;

  @BeforeAll
  static void render() throws Exception {
    local = Manifests.of("local");
  }

  @Test
  void deployments_areTheServicesAndTheAcquirer() {
    assertThat(local.ofKind("Deployment").map(Node::name).toList())
        .containsExactlyInAnyOrderElementsOf(SERVICES);
  }

  @Test
  void probes_askForDifferentThings() {
    assertThat(local.ofKind("Deployment").map(ServicesTest::container))
        .allSatisfy(
            container -> {
              assertThat(container.at("startupProbe.grpc.service").text()).isEqualTo("started");
              assertThat(container.at("readinessProbe.grpc.port").number()).isEqualTo(GRPC);
              assertThat(container.at("readinessProbe.grpc.service").isMissing()).isTrue();
              assertThat(container.at("livenessProbe.grpc.service").text()).isEqualTo("live");
            });
  }

  @Test
  void gracePeriod_isLongerThanAllThatLeavingTakes() {
    assertThat(local.ofKind("Deployment"))
        .allSatisfy(
            deployment -> {
              Node container = container(deployment);
              int ports = container.at("ports").items().size();
              int deregistration = 3;
              int closing = 5;
              int leaving =
                  container.at("lifecycle.preStop.sleep.seconds").number()
                      + deregistration
                      + seconds(container, "SOUK_DRAIN_NOTICE")
                      + ports * seconds(container, "SOUK_DRAIN_TIMEOUT")
                      + closing;
              assertThat(deployment.at("spec.template.spec.terminationGracePeriodSeconds").number())
                  .as(deployment.name())
                  .isGreaterThanOrEqualTo(leaving);
            });
  }

  private static int seconds(Node container, String setting) {
    return container.at("env").items().stream()
        .filter(variable -> variable.at("name").text().equals(setting))
        .mapToInt(variable -> Integer.parseInt(variable.at("value").text().replaceFirst("s$", "")))
        .findFirst()
        .orElse(1);
  }

  @Test
  void rollout_neverHasLessThanBefore() {
    assertThat(local.ofKind("Deployment"))
        .allSatisfy(
            deployment -> {
              Node update = deployment.at("spec.strategy.rollingUpdate");
              assertThat(update.at("maxUnavailable").number()).isZero();
              assertThat(update.at("maxSurge").number()).isPositive();
              assertThat(deployment.at("spec.minReadySeconds").number()).isGreaterThanOrEqualTo(3);
              assertThat(deployment.at("spec.template.spec.topologySpreadConstraints").items())
                  .extracting(spread -> spread.at("topologyKey").text())
                  .contains("topology.kubernetes.io/zone");
            });
  }

  @Test
  void disruptionBudgets_takeThePodsOfEveryDeployment() {
    assertThat(local.ofKind("Deployment"))
        .allSatisfy(
            deployment ->
                assertThat(local.ofKind("PodDisruptionBudget"))
                    .as(deployment.name())
                    .filteredOn(budget -> budget.at("spec.selector").selects(deployment.labels()))
                    .singleElement()
                    .extracting(budget -> budget.at("spec.maxUnavailable").number())
                    .isEqualTo(1));
  }

  @Test
  void calls_betweenServices_areExactlyThoseOfTheArchitecture() {
    assertThat(edges("Ingress", "ingress", "from")).isEqualTo(CALLS);
    assertThat(edges("Egress", "egress", "to")).isEqualTo(CALLS);
  }

  @Test
  void everythingElse_isForbiddenByDefault() {
    assertThat(local.ofKind("NetworkPolicy"))
        .anyMatch(
            policy ->
                Map.of().equals(policy.at("spec.podSelector").value())
                    && policy.at("spec.policyTypes").items().size() == 2
                    && policy.at("spec.ingress").isMissing()
                    && policy.at("spec.egress").isMissing());
    assertThat(local.workloads())
        .allSatisfy(
            workload ->
                assertThat(local.ofKind("NetworkPolicy"))
                    .as(workload.name())
                    .anyMatch(
                        policy ->
                            policy.name().equals(workload.name())
                                && policy.at("spec.podSelector").selects(workload.labels())));
  }

  /** Who reaches which service's gRPC port, by the policies of one direction. */
  private static Set<String> edges(String type, String rules, String peers) {
    Set<String> edges = new TreeSet<>();
    for (Node policy : local.ofKind("NetworkPolicy").toList()) {
      if (policy.at("spec.policyTypes").items().stream().noneMatch(t -> t.text().equals(type))) {
        continue;
      }
      for (Node here : services()) {
        if (!policy.at("spec.podSelector").selects(here.labels())) {
          continue;
        }
        for (Node rule : policy.at("spec." + rules).items()) {
          boolean grpc =
              rule.at("ports").isMissing()
                  || rule.at("ports").items().stream()
                      .anyMatch(p -> p.at("port").text().matches("grpc|" + GRPC));
          for (Node there : services()) {
            boolean selected =
                rule.at(peers).isMissing()
                    || rule.at(peers).items().stream()
                        .filter(peer -> peer.at("namespaceSelector").isMissing())
                        .anyMatch(peer -> peer.at("podSelector").selects(there.labels()));
            if (grpc && selected) {
              edges.add(
                  type.equals("Ingress")
                      ? there.name() + " " + here.name()
                      : here.name() + " " + there.name());
            }
          }
        }
      }
    }
    return edges;
  }

  private static List<Node> services() {
    return local.ofKind("Deployment").toList();
  }

  @Test
  void settings_allAreOnesThatTheSourcesRead() throws IOException {
    Set<String> known = new HashSet<>();
    Pattern setting = Pattern.compile("SOUK_[A-Z_]+");
    for (Path file : sources()) {
      setting.matcher(Files.readString(file)).results().forEach(r -> known.add(r.group()));
    }

    assertThat(local.containers().flatMap(c -> c.at("env").items().stream()))
        .extracting(variable -> variable.at("name").text())
        .filteredOn(name -> name.startsWith("SOUK_"))
        .isNotEmpty()
        .allMatch(known::contains);
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(Manifests.ROOT)) {
      for (Path module : modules.filter(m -> !m.endsWith("lab")).toList()) {
        Path folder = module.resolve("src/main/java");
        if (Files.isDirectory(folder)) {
          try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
          }
        }
      }
    }
    return sources;
  }

  private static Node container(Node deployment) {
    return deployment.at("spec.template.spec.containers").items().getFirst();
  }
}
