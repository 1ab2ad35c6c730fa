// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsulSettingsTest {
  @Test
  void fromEnvironment_nothingSet_isTheAgentOnThisMachine() {
    ConsulSettings settings = ConsulSettings.fromEnvironment(Map.of("CONSUL_HTTP_ADDR", " "));
    assertThat(settings.address()).isEqualTo(URI.create("http://127.0.0.1:8500"));
    assertThat(settings.token()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "consul.example:8501, http://consul.example:8501",
    "http://10.0.0.7:8500, http://10.0.0.7:8500",
    "[::1]:8500, http://[::1]:8500",
    "http://consul, http://consul",
    "https://consul:8501, https://consul:8501",
  })
  void fromEnvironment_address_isTaken(String variable, URI address) {
    Map<String, String> environment = Map.of("CONSUL_HTTP_ADDR", variable);
    assertThat(ConsulSettings.fromEnvironment(environment).address()).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix:///run/consul.sock", "ftp://x:1", ":8500", "a b:1", "http://x/p"})
  void fromEnvironment_otherAddress_isRefusedByName(String variable) {
    Map<String, String> environment = Map.of("CONSUL_HTTP_ADDR", variable);
    assertThatThrownBy(() -> ConsulSettings.fromEnvironment(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(variable);
  }

  @Test
  void fromEnvironment_secure_isHttpsForOtherAddressesToo() {
    ConsulSettings settings =
        ConsulSettings.fromEnvironment(
            Map.of("CONSUL_HTTP_ADDR", "consul:8501", "CONSUL_HTTP_SSL", "true"));
    assertThat(settings.address()).isEqualTo(URI.create("https://consul:8501"));
    assertThat(settings.withAddress("b:1").address()).isEqualTo(URI.create("https://b:1"));
    assertThat(settings.withAddress("http://b:1").isSecure()).isFalse();
  }

  @Test
  void fromEnvironment_tokenFile_isReadUnlessThereIsAToken(@TempDir Path folder) throws Exception {
    String file = Files.writeString(folder.resolve("token"), "from-file\n").toString();
    Map<String, String> environment = new HashMap<>(Map.of("CONSUL_HTTP_TOKEN_FILE", file));
    assertThat(ConsulSettings.fromEnvironment(environment).token()).isEqualTo("from-file");
    environment.put("CONSUL_HTTP_TOKEN", "itself");
    assertThat(ConsulSettings.fromEnvironment(environment).token()).isEqualTo("itself");
  }

  @ParameterizedTest
  @CsvSource({
    "CONSUL_HTTP_SSL, yes",
    "CONSUL_HTTP_SSL_VERIFY, 2",
    "CONSUL_HTTP_TOKEN_FILE, /there/is/no/file",
    "CONSUL_CLIENT_KEY, /there/is/no/file",
    "CONSUL_CACERT, /there/is/no/file",
  })
  void fromEnvironment_notAsItShouldBe_isRefused(String variable, String value) {
    assertThatThrownBy(
            () ->
                ConsulAgent.fromEnvironment(
                    Map.of("CONSUL_HTTP_ADDR", "https://consul:8501", variable, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(value.startsWith("/") ? "" : variable);
  }

  @Test
  void toString_withToken_doesNotShowIt() {
    Map<String, String> environment = Map.of("CONSUL_HTTP_TOKEN", "s3cret");
    ConsulSettings settings = ConsulSettings.fromEnvironment(environment);
    assertThat(settings.token()).isEqualTo("s3cret");
    assertThat(settings.toString()).doesNotContain("s3cret").contains("set");
  }

  @Test
  void withTimeouts_zero_isRefused() {
    ConsulSettings settings = ConsulSettings.fromEnvironment(Map.of());
    assertThatThrownBy(() -> settings.withTimeouts(Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("connectTimeout");
    assertThatThrownBy(() -> settings.withTimeouts(Duration.ofSeconds(1), Duration.ZERO))
        .hasMessageContaining("answerTimeout");
    assertThatThrownBy(() -> settings.withTimeouts(Duration.ofMinutes(61), Duration.ofSeconds(1)))
        .hasMessageContaining("connectTimeout");
  }
}
