// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.lab.process.LabException;

class PodTest {
  @Test
  void listOf_podsOfAllKinds_readsThem() {
    List<Pod> pods =
        Pod.listOf(
            """
            {"items": [%s, %s, %s, {"metadata": {"name": "bare"}, "spec": {}, "status": {}}]}
            """
                .formatted(
                    FakeKubectl.pod("order-a", "order", true, ""),
                    FakeKubectl.pod("order-b", "order", false, ""),
                    FakeKubectl.pod(
                        "order-c",
                        "order",
                        true,
                        ", \"deletionTimestamp\": \"2026-01-01T00:00:00Z\"")));

    assertThat(pods)
        .containsExactly(
            new Pod("order-a", "order", true, true, false, "10.0.0.1", "one"),
            new Pod("order-b", "order", true, false, false, "10.0.0.1", "one"),
            new Pod("order-c", "order", true, false, true, "10.0.0.1", "one"),
            new Pod("bare", "", false, false, false, "", ""));
  }

  @Test
  void listOf_somethingElse_isRefused() {
    for (String answer : List.of("", "[]", "no json", "{}")) {
      assertThatThrownBy(() -> Pod.listOf(answer))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("not understood");
    }
  }

  @Test
  void clockTolerance_orderAndDatabaseOnOneNode_none() {
    Pod order = new Pod("order-a", "order", true, true, false, "10.0.0.1", "one");
    Pod near = new Pod("postgres-0", "postgres", false, true, false, "10.0.0.2", "one");
    Pod far = new Pod("postgres-0", "postgres", false, true, false, "10.0.0.2", "two");

    assertThat(ClusterSources.clockTolerance(List.of(order, near))).isZero();
    assertThat(ClusterSources.clockTolerance(List.of(order, far))).isGreaterThan(Duration.ZERO);
    assertThat(ClusterSources.clockTolerance(List.of(order))).isGreaterThan(Duration.ZERO);
  }

  @Test
  void configMapOf_deployment_theOneThatItRefersTo() {
    String deployment =
        """
        {"spec": {"template": {"spec": {"containers": [{"env": [
          {"name": "A", "value": "b"},
          {"name": "POSTGRES", "valueFrom": {"configMapKeyRef": {"name": "addresses-2h", "key": "postgres"}}}
        ]}]}}}}
        """;

    assertThat(Addresses.configMapOf(JsonParser.parseString(deployment).getAsJsonObject()))
        .isEqualTo("addresses-2h");
    assertThatThrownBy(() -> Addresses.configMapOf(JsonParser.parseString("{}").getAsJsonObject()))
        .isInstanceOf(LabException.class);
  }
}
