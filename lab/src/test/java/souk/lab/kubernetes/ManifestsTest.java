// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds for every pod and every object, in every overlay. */
class ManifestsTest {
  private static final Pattern SECRET =
      Pattern.compile("secret|password|token", Pattern.CASE_INSENSITIVE);
  private static Manifests local;
  private static Manifests production;

  @BeforeAll
  static void render() throws Exception {
    local = Manifests.of("local");
    production = Manifests.of("production");
  }

  @Test
  void objects_ofLocalAndProduction_areWhatTheApiKnows() throws Exception {
    ApiSchema schema = new ApiSchema();
    for (Manifests overlay : List.of(local, production)) {
      assertThat(overlay.all()).hasSizeGreaterThan(50);
      assertThat(overlay.all()).flatMap(schema::errors).isEmpty();
    }
  }

  @Test
  void schema_misspeltFieldWrongTypeAndMissingField_areErrors() throws Exception {
    ApiSchema schema = new ApiSchema();
    String good =
        """
        {apiVersion: v1, kind: Service, metadata: {name: x}, spec: {ports: [{port: 1, targetPort: a}]}}
        """;
    assertThat(errors(schema, good)).isEmpty();
    assertThat(errors(schema, good.replace("targetPort", "targetport")))
        .containsExactly("Service/x.spec.ports[0].targetport: unknown field");
    assertThat(errors(schema, good.replace("port: 1,", "port: one,")))
        .containsExactly("Service/x.spec.ports[0].port: one is no integer");
    assertThat(errors(schema, good.replace("port: 1, ", "")))
        .containsExactly("Service/x.spec.ports[0]: port is missing");
    assertThat(errors(schema, good.replace("kind: Service", "kind: Servic"))).hasSize(1);
  }

  private static List<String> errors(ApiSchema schema, String yaml) {
    return Manifests.parse(yaml).all().stream().flatMap(o -> schema.errors(o).stream()).toList();
  }

  @Test
  void chaos_manifests_areForChaosMesh() throws Exception {
    assertThat(Manifests.of("chaos").all())
        .extracting(Node::kind)
        .containsExactlyInAnyOrder("Schedule", "NetworkChaos");
  }

  @Test
  void pods_areFitForTheRestrictedNamespace() {
    for (Manifests overlay : List.of(local, production)) {
      for (Node workload : overlay.workloads()) {
        Node pod = workload.pod().orElseThrow();
        assertThat(pod.at("securityContext.runAsNonRoot").value())
            .as(workload.name())
            .isEqualTo(true);
        assertThat(pod.at("securityContext.seccompProfile.type").text())
            .isEqualTo("RuntimeDefault");
        assertThat(pod.at("enableServiceLinks").value()).as(workload.name()).isEqualTo(false);
        assertThat(pod.at("automountServiceAccountToken").value()).isEqualTo(false);
        assertThat(overlay.ofKind("ServiceAccount"))
            .anyMatch(account -> account.name().equals(pod.at("serviceAccountName").text()));
        assertThat(pod.at("volumes").items()).allMatch(v -> v.at("hostPath").isMissing());
      }
      assertThat(overlay.containers())
          .allSatisfy(
              container -> {
                Node context = container.at("securityContext");
                assertThat(context.at("allowPrivilegeEscalation").value()).isEqualTo(false);
                assertThat(context.at("readOnlyRootFilesystem").value()).isEqualTo(true);
                assertThat(context.at("capabilities.drop").items())
                    .extracting(Node::text)
                    .containsExactly("ALL");
                assertThat(container.at("resources.limits.memory").isMissing()).isFalse();
                assertThat(container.at("resources.requests.memory").isMissing()).isFalse();
                assertThat(container.at("resources.requests.cpu").isMissing()).isFalse();
                assertThat(container.at("image").text()).doesNotEndWith(":latest").contains(":");
              });
      // Nobody may ask the API for anything.
      assertThat(overlay.all()).noneMatch(object -> object.kind().contains("Role"));
    }
  }

  @Test
  void secrets_areReferredToAndNeverWritten() {
    for (Manifests overlay : List.of(local, production)) {
      assertThat(overlay.ofKind("Secret")).isEmpty();
      assertThat(overlay.containers().flatMap(c -> c.at("env").items().stream()))
          .filteredOn(variable -> SECRET.matcher(variable.at("name").text()).find())
          .isNotEmpty()
          .allMatch(variable -> !variable.at("valueFrom.secretKeyRef.name").isMissing());
    }
  }

  @Test
  void secrets_thatAreReferredTo_areMadeByTheScript() throws Exception {
    Map<String, Set<String>> made = MadeSecrets.keys();
    Set<String> missing = new HashSet<>();
    local.all().stream()
        .flatMap(Node::everything)
        .forEach(
            node -> {
              Node reference = node.at("secretKeyRef");
              if (!reference.isMissing() && reference.at("optional").isMissing()) {
                note(reference.at("name").text(), reference.at("key").text(), made, missing);
              }
              for (Node item : node.at("secret.items").items()) {
                note(node.at("secret.secretName").text(), item.at("key").text(), made, missing);
              }
            });

    assertThat(made).hasSizeGreaterThan(5);
    assertThat(missing).isEmpty();
  }

  private static void note(
      String name, String key, Map<String, Set<String>> made, Set<String> missing) {
    if (!made.getOrDefault(name, Set.of()).contains(key)) {
      missing.add(name + "/" + key);
    }
  }

  @Test
  void production_everyService_canBeScrapedByTheMonitoringAlone() {
    assertThat(production.ofKind("Deployment"))
        .allSatisfy(
            deployment ->
                assertThat(
                        deployment.pod().orElseThrow().at("containers").items().stream()
                            .flatMap(container -> container.at("ports").items().stream())
                            .map(port -> port.at("name").text()))
                    .as(deployment.name())
                    .contains("metrics"));
    Node policy =
        production
            .ofKind("NetworkPolicy")
            .filter(each -> each.name().equals("telemetry"))
            .findFirst()
            .orElseThrow();
    List<Node> ingress = policy.at("spec.ingress").items();
    assertThat(ingress).hasSize(1);
    assertThat(ingress.getFirst().at("ports").items())
        .extracting(port -> port.at("port").text())
        .containsExactly("metrics");
    assertThat(ingress.getFirst().at("from").items())
        .hasSize(1)
        .noneMatch(from -> from.at("namespaceSelector.matchLabels").isMissing());
  }

  @Test
  void production_sellsForReal_hasNoSimulator() {
    assertThat(local.all()).extracting(Node::name).contains("acquirer", "mail", "postgres");
    assertThat(production.all())
        .extracting(Node::name)
        .doesNotContain("acquirer", "mail", "postgres", "redis");
    assertThat(production.ofKind("HorizontalPodAutoscaler").map(Node::name).toList())
        .containsExactlyInAnyOrderElementsOf(
            production.ofKind("Deployment").map(Node::name).collect(Collectors.toSet()));
    // Else each apply would take back what the autoscaler did.
    assertThat(production.ofKind("Deployment")).allMatch(d -> d.at("spec.replicas").isMissing());
  }
}
