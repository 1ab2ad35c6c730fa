// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void isFree_listenerOnLoopback_isFalseUntilItCloses() throws Exception {
    ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    assertThat(Ports.isFree(listener.getLocalPort())).isFalse();
    listener.close();
    assertThat(Ports.isFree(listener.getLocalPort())).isTrue();
  }

  @Test
  void isFree_listenerThatSharesItsPort_isFalse() throws Exception {
    try (ServerSocket listener = new ServerSocket()) {
      listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      assertThat(Ports.isFree(listener.getLocalPort())).isFalse();
    }
  }

  @Test
  void choose_port_isBelowTheEphemeralOnesAndNoOther() {
    int first = Ports.choose(new Random(1), Set.of());
    int second = Ports.choose(new Random(1), Set.of(first));
    assertThat(first).isBetween(20_000, 32_000);
    assertThat(second).isBetween(20_000, 32_000).isNotEqualTo(first);
  }
}
