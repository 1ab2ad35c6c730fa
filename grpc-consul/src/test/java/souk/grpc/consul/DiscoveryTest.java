// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.NameResolverRegistry;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import souk.grpc.consul.testing.RealConsul;

/** Channels, servers and registrations around a real Consul; each test has a service of its own. */
class DiscoveryTest {
  @RegisterExtension static final RealConsul consul = new RealConsul();

  private final ConsulAgent agent = ConsulAgent.fromEnvironment(consul.environment());
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final String service;

  DiscoveryTest(TestInfo test) {
    service = test.getTestMethod().orElseThrow().getName();
  }

  @AfterEach
  void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @Test
  void calls_twoInstances_reachBoth() throws IOException {
    start("one");
    start("two");
    awaitServers(client(), "one", "two");
  }

  @Test
  void calls_instanceAdded_reachItWithinTwoSeconds() throws IOException {
    start("one");
    NamedClient client = client();
    awaitServers(client, "one");
    NamedServer two = start("two");
    two.setHealthy(true);
    await()
        .atMost(2, SECONDS)
        .untilAsserted(() -> assertThat(client.calls(10)).containsExactly("one", "two"));
  }

  @Test
  void calls_instanceUnhealthy_leaveItAndComeBack() throws IOException {
    start("one");
    NamedServer two = start("two");
    NamedClient client = client();
    awaitServers(client, "one", "two");
    two.setHealthy(false);
    awaitServers(client, "one");
    two.setHealthy(true);
    awaitServers(client, "one", "two");
  }

  @Test
  void calls_instanceDies_goToTheOther() throws IOException {
    start("one");
    NamedServer two = start("two");
    NamedClient client = client();
    awaitServers(client, "one", "two");
    two.close();
    awaitServers(client, "one");
  }

  @Test
  void calls_allUnhealthy_goOn() throws IOException {
    NamedServer one = start("one");
    NamedServer two = start("two");
    NamedClient client = client();
    awaitServers(client, "one", "two");
    one.setHealthy(false);
    two.setHealthy(false);
    await()
        .atMost(10, SECONDS)
        .until(
            () ->
                agent
                    .health(service, BlockingIndex.NONE, Duration.ofSeconds(1))
                    .instances()
                    .stream()
                    .noneMatch(ServiceHealth.Instance::passing));
    assertThat(client.calls(20)).containsExactly("one", "two");
  }

  @Test
  void calls_targetWithTagOrMetadata_reachThoseOnly() throws IOException {
    start("one");
    NamedServer two = opened(new NamedServer("two"));
    opened(
        ConsulRegistration.start(
            agent,
            two.instanceOf(service).withTags(List.of("canary")).withMeta(Map.of("version", "2"))));
    awaitServers(client(), "one", "two");
    awaitServers(opened(new NamedClient(target() + "?tag=canary")), "two");
    awaitServers(opened(new NamedClient(target() + "?tag=canary&meta.version=2")), "two");
    NamedClient nobody = opened(new NamedClient(target() + "?meta.version=3"));
    assertThatThrownBy(nobody::call)
        .hasMessageContaining("UNAVAILABLE")
        .hasMessageContaining("no instance of " + service + " with meta.version=3");
  }

  @Test
  void calls_instanceInMaintenance_leaveItAndComeBack() throws IOException {
    NamedServer one = start("one");
    start("two");
    NamedClient client = client();
    awaitServers(client, "one", "two");
    consul.put("/v1/agent/service/maintenance/two?enable=true", "");
    awaitServers(client, "one");
    // Would be a panic, in which all are used.
    one.setHealthy(false);
    await()
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(4))
        .untilAsserted(() -> assertThat(client.calls(10)).containsExactly("one"));
    consul.put("/v1/agent/service/maintenance/two?enable=false", "");
    awaitServers(client, "two");
  }

  @Test
  void calls_noSuchService_areUnavailableWithTheReason() {
    NamedClient client = client();
    assertThatThrownBy(client::call)
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAVAILABLE")
        .hasMessageContaining("no instance of " + service);
  }

  @Test
  void calls_consulGone_goOnAndAfterwardsSeeWhatIsNew() throws IOException {
    start("one");
    NamedClient client = client();
    awaitServers(client, "one");
    consul.kill();
    try {
      assertThat(client.calls(100)).containsExactly("one");
      consul.loseData();
    } finally {
      consul.start();
    }
    start("two");
    await()
        .atMost(5, SECONDS)
        .untilAsserted(() -> assertThat(client.calls(10)).containsExactly("one", "two"));
  }

  @Test
  void calls_consulGoneAndAnInstanceDies_goOnWithTheOther() throws Exception {
    start("one");
    NamedServer two = start("two");
    NamedClient client = client();
    awaitPassing("one", "two");
    awaitServers(client, "one", "two");
    consul.kill();
    try {
      assertThat(client.calls(100)).containsExactly("one", "two");
      // The list that stands still has it: it is the channel that leaves it out.
      two.close();
      await()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(client.calls(100)).containsExactly("one"));
    } finally {
      consul.start();
    }
    start("three");
    awaitPassing("one", "three");
    await()
        .atMost(2, SECONDS)
        .untilAsserted(() -> assertThat(client.calls(10)).containsExactly("one", "three"));
  }

  @Test
  void channel_withItsOwnServiceConfig_keepsIt() throws IOException {
    start("one");
    start("two");
    awaitPassing("one", "two");
    NamedClient pickFirst =
        opened(
            new NamedClient(
                target(),
                builder ->
                    builder.setNameResolverArg(
                        ConsulNameResolverProvider.SERVICE_CONFIG, Map.of())));
    assertThat(pickFirst.calls(20)).hasSize(1);
  }

  @Test
  void channel_providerOfTheApplication_isPreferred() throws IOException {
    start("one");
    var provider = new ConsulNameResolverProvider(agent);
    NameResolverRegistry.getDefaultRegistry().register(provider);
    opened.push(() -> NameResolverRegistry.getDefaultRegistry().deregister(provider));
    awaitServers(opened(new NamedClient("consul:///" + service)), "one");
  }

  @Test
  void channel_targetWithoutService_isRefused() {
    assertThatThrownBy(() -> new NamedClient("consul:///"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("consul:///service");
  }

  private NamedServer start(String name) throws IOException {
    NamedServer server = opened(new NamedServer(name));
    opened(ConsulRegistration.start(agent, server.instanceOf(service)));
    return server;
  }

  private NamedClient client() {
    return opened(new NamedClient(target()));
  }

  private String target() {
    return "consul://" + consul.address() + "/" + service;
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.push(resource);
    return resource;
  }

  /**
   * Those whose checks are yet to come get calls, too, and leave the list while only others pass.
   */
  private void awaitPassing(String... names) {
    await()
        .untilAsserted(
            () ->
                assertThat(agent.health(service, BlockingIndex.NONE, Duration.ZERO).instances())
                    .filteredOn(ServiceHealth.Instance::passing)
                    .extracting(ServiceHealth.Instance::id)
                    .containsExactlyInAnyOrder(names));
  }

  private static void awaitServers(NamedClient client, String... names) {
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(client.calls(10)).isEqualTo(Set.of(names)));
  }
}
