// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import souk.service.Refusal;

/** One request in a second is allowed, so that the second one tells who is counted together. */
class ClientRatesTest {
  private static final SocketAddress PROXY = new InetSocketAddress("192.0.2.1", 1);
  private static final SocketAddress CLIENT = new InetSocketAddress("198.51.100.7", 1);

  private final ClientRates rates = new ClientRates(1, false, proxies("192.0.2.1"));

  @Test
  void check_oneAddress_isCountedWhateverItClaims() {
    rates.check(CLIENT, List.of("203.0.113.1"));

    assertThatThrownBy(() -> rates.check(CLIENT, List.of("203.0.113.2")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("RATE_LIMITED");
  }

  @Test
  void check_behindATrustedProxy_clientsAreCountedApart() {
    rates.check(PROXY, List.of("203.0.113.1"));
    rates.check(PROXY, List.of("203.0.113.2"));

    assertThatThrownBy(() -> rates.check(PROXY, List.of("203.0.113.1")))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void check_forgedEntriesBeforeTheProxysOwn_doNotHelp() {
    rates.check(PROXY, List.of("203.0.113.1"));

    assertThatThrownBy(() -> rates.check(PROXY, List.of("9.9.9.9, 203.0.113.1")))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void check_forgedLineBeforeTheProxysOwn_doesNotHelp() {
    rates.check(PROXY, List.of("203.0.113.1"));

    assertThatThrownBy(() -> rates.check(PROXY, List.of("9.9.9.9", "203.0.113.1")))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void check_behindAProxyOfATrustedNetwork_clientsAreCountedApart() {
    ClientRates behind = new ClientRates(1, false, proxies("192.0.2.0/24,2001:db8::/32"));
    SocketAddress one = new InetSocketAddress("192.0.2.9", 1);
    SocketAddress other = new InetSocketAddress("2001:db8::7", 1);
    behind.check(one, List.of("203.0.113.1"));
    behind.check(one, List.of("203.0.113.2"));
    behind.check(other, List.of("203.0.113.3, 192.0.2.77"));

    assertThatThrownBy(() -> behind.check(one, List.of("203.0.113.3"))).isInstanceOf(Refusal.class);
  }

  @Test
  void check_addressesWrittenInOtherWays_areOneClient() {
    SocketAddress proxy = new InetSocketAddress("::1", 1);
    ClientRates behind = new ClientRates(1, false, proxies("::1"));
    behind.check(proxy, List.of("2001:db8::1"));

    for (String same : List.of("2001:DB8:0:0:0:0:0:1", "[2001:db8::1]:4711", "2001:db8::1, ::1")) {
      assertThatThrownBy(() -> behind.check(proxy, List.of(same)))
          .as(same)
          .isInstanceOf(Refusal.class);
    }
  }

  @Test
  void check_loopback_isNotLimitedUnlessAsked() {
    SocketAddress local = new InetSocketAddress("127.0.0.1", 1);
    rates.check(local, List.of());
    assertThatCode(() -> rates.check(local, List.of())).doesNotThrowAnyException();

    ClientRates strict = new ClientRates(1, true, TrustedProxies.NONE);
    strict.check(local, List.of());
    assertThatThrownBy(() -> strict.check(local, List.of())).isInstanceOf(Refusal.class);
  }

  private static TrustedProxies proxies(String list) {
    return TrustedProxies.parse("A_SETTING", list);
  }
}
