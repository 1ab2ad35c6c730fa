// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kiwiproject.consul.Consul;
import org.kiwiproject.consul.model.health.ServiceHealth;
import souk.grpc.consul.testing.RealConsul;

/** What we register is what others read: here the consul-client library. */
class OtherReaderTest {
  @RegisterExtension static final RealConsul consul = new RealConsul();

  @Test
  void registration_readByConsulClient_isWhatWasTold() throws Exception {
    ConsulAgent agent = ConsulAgent.fromEnvironment(consul.environment());
    Consul reader = Consul.builder().withUrl("http://" + consul.address()).build();
    try (var server = new NamedServer("stall-1");
        var registration =
            ConsulRegistration.start(
                agent,
                server
                    .instanceOf("stall")
                    .withTags(List.of("canary"))
                    .withMeta(Map.of("region", "eu")))) {
      var health = reader.healthClient();
      await().until(() -> !health.getHealthyServiceInstances("stall").getResponse().isEmpty());
      assertThat(registration.registered()).isTrue();
      List<ServiceHealth> found = health.getAllServiceInstances("stall").getResponse();
      assertThat(found).hasSize(1);
      var service = found.getFirst().getService();
      assertThat(service.getId()).isEqualTo("stall-1");
      assertThat(service.getService()).isEqualTo("stall");
      assertThat(service.getAddress()).isEqualTo("127.0.0.1");
      assertThat(service.getPort()).isEqualTo(server.instanceOf("stall").port());
      assertThat(service.getTags()).containsExactly("canary");
      assertThat(service.getMeta()).containsEntry("region", "eu");
    } finally {
      reader.destroy();
    }
  }
}
