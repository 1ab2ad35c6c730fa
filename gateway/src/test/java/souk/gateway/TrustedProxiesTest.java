// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import souk.service.SettingException;
import souk.service.Settings;

class TrustedProxiesTest {
  private static final String KEY = "SOUK_GATEWAY_TRUSTED_PROXIES";

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.244.128.0/17, 10.244.128.1, true",
    "10.244.128.0/17, 10.244.127.255, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "192.0.2.7/32, 192.0.2.7, true",
    "0.0.0.0/0, 203.0.113.1, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::1, 0:0:0:0:0:0:0:1, true",
    "::1, ::2, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
  })
  void contains_address_isOfTheNetwork(String network, String address, boolean expected) {
    assertThat(parse(network).contains(InetAddress.ofLiteral(address))).isEqualTo(expected);
  }

  @Test
  void parse_list_isAllOfThem() {
    TrustedProxies proxies = parse("10.0.0.0/8, ::1,192.0.2.7");

    assertThat(proxies.networks()).hasSize(3);
    assertThat(proxies.contains(InetAddress.ofLiteral("192.0.2.7"))).isTrue();
    assertThat(parse("none").networks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0/33",
        "::/129",
        "10.0.0.7/8",
        "2001:db8::1/32",
        "10.0.0/8",
        "10",
        "10.0.0.256",
        "10.0.0.0/",
        "10.0.0.0/x",
        "10.0.0.0/8/8",
        "proxy.example.com",
        "10.0.0.1,",
        "10.0.0.1,none",
        ":::1",
        "[::1]",
      })
  void start_noAddressAndNoNetwork_isRefusedInOneLineThatNamesIt(String wrong) {
    assertThatThrownBy(() -> GatewayConfig.from(new Settings(Map.of(KEY, wrong))))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(KEY + ": \"")
        .hasMessageContaining("10.0.0.0/8")
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.1, 203.0.113.1",
    "203.0.113.1:4711, 203.0.113.1",
    "[2001:db8::1]:4711, 2001:db8::1",
    "[2001:db8::1], 2001:db8::1",
    "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    "::ffff:203.0.113.1, 203.0.113.1",
  })
  void hop_addressInWhateverForm_isTheSame(String entry, String address) {
    assertThat(TrustedProxies.hop(entry)).contains(InetAddress.ofLiteral(address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "unknown", "_hidden", "localhost", "203.0.113", "fe80::1%eth0"})
  void hop_noAddress_isNone(String entry) {
    assertThat(TrustedProxies.hop(entry)).isEmpty();
  }

  private static TrustedProxies parse(String value) {
    return TrustedProxies.parse(KEY, value);
  }
}
