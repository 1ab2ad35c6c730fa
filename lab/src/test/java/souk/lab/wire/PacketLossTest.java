// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import souk.lab.process.ProcessId;

@Timeout(60)
class PacketLossTest {
  private static final int BRIEFLY_MILLIS = 700;
  private static final int LONG_MILLIS = 20_000;

  @Test
  void rules_ofTwoPortsAndAPercentage_nameTheseAlone() {
    String rules = PacketLoss.rules("souk_7", new TreeMap<>(Map.of(81, 20, 82, 20, 90, 100)));

    assertThat(rules)
        .startsWith("add table inet souk_7\ndelete table inet souk_7\n")
        .contains("add element inet souk_7 lost_20 { 81 timeout 10s, 82 timeout 10s }")
        .contains(
            "iifname \"lo\" tcp dport @lost_20 numgen random mod 100 < 20 counter name count_20 drop")
        .contains("iifname \"lo\" tcp sport @lost_100 counter name count_100 drop");
  }

  @Test
  void set_allOfOnePort_nobodyReachesItAndOthersAreReached() throws IOException {
    assumeTrue(PacketLoss.missing().isEmpty(), () -> PacketLoss.missing().orElseThrow());
    try (ServerSocket lost = listen();
        ServerSocket other = listen()) {
      try (PacketLoss loss = PacketLoss.open()) {
        loss.set(Map.of(lost.getLocalPort(), 100));

        assertThatThrownBy(() -> connect(lost, BRIEFLY_MILLIS))
            .isInstanceOf(SocketTimeoutException.class);
        connect(other, LONG_MILLIS);
        assertThat(loss.count()).isPositive();

        loss.set(Map.of());
        assertThat(loss.count()).isPositive();
        connect(lost, LONG_MILLIS);

        loss.set(Map.of(lost.getLocalPort(), 100));
      }
      connect(lost, LONG_MILLIS);
    }
  }

  @Test
  void set_someOfOnePort_itIsReachedAllTheSame() throws IOException {
    assumeTrue(PacketLoss.missing().isEmpty(), () -> PacketLoss.missing().orElseThrow());
    try (ServerSocket lossy = listen();
        PacketLoss loss = PacketLoss.open()) {
      loss.set(Map.of(lossy.getLocalPort(), 30));
      connect(lossy, LONG_MILLIS);
    }
  }

  @Test
  void removeLeftovers_ofOneWhoIsGoneAndOneWhoIsThere_removesTheFirst() throws Exception {
    assumeTrue(PacketLoss.missing().isEmpty(), () -> PacketLoss.missing().orElseThrow());
    ProcessId here = ProcessId.current();
    // Of an earlier process that had this one's pid.
    ProcessId gone = new ProcessId(here.pid(), "1");
    PacketLoss.nft("add table inet " + PacketLoss.tableOf(gone));
    try (ServerSocket lost = listen();
        PacketLoss loss = PacketLoss.open()) {
      loss.set(Map.of(lost.getLocalPort(), 100));

      PacketLoss.removeLeftovers();

      // Whole lines: the first name may be the beginning of the second.
      assertThat(PacketLoss.nft("list tables").lines())
          .contains("table inet " + PacketLoss.tableOf(here))
          .doesNotContain("table inet " + PacketLoss.tableOf(gone));
    }
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  private static void connect(ServerSocket server, int patienceMillis) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()),
          patienceMillis);
    }
  }
}
