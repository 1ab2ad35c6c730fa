// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.process.LabException;

/** The door by forwarded ports, with a kubectl whose pods are sockets of this test. */
class RelayTest {
  @TempDir private Path folder;
  private ServerSocket one;
  private ServerSocket two;
  private Kubectl kubectl;

  @BeforeEach
  void start() throws IOException {
    one = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    two = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Files.writeString(folder.resolve("events"), "");
    Files.writeString(
        folder.resolve("pods"),
        "{\"items\": [" + FakeKubectl.pod("gateway-1", "gateway", true, "") + "]}");
    kubectl =
        FakeKubectl.of(
                folder,
                """
                case "$*" in
                  *pod/gateway-1*) echo "Forwarding from 127.0.0.1:%d -> 8081"; exec sleep 30 ;;
                  *pod/gateway-2*) echo "Forwarding from 127.0.0.1:%d -> 8081"; exec sleep 30 ;;
                  *--watch*) exec tail -n +1 -f %s ;;
                  *"get pods"*) cat %s ;;
                  *) echo "error: not known" >&2; exit 1 ;;
                esac
                """
                    .formatted(
                        one.getLocalPort(),
                        two.getLocalPort(),
                        folder.resolve("events"),
                        folder.resolve("pods")))
            .found();
  }

  @AfterEach
  void stop() throws IOException {
    one.close();
    two.close();
  }

  @Test
  void connect_gatewayComesAndAnotherLeaves_newConnectionsGoToWhoIsReady() throws Exception {
    event("ADDED", "gateway-1", true);
    try (Door door = Door.to(ClusterShop.at(kubectl, folder), Optional.empty())) {
      event("ADDED", "gateway-2", false);
      try (Socket caller = call(door);
          Socket gateway = one.accept()) {
        event("MODIFIED", "gateway-2", true);
        event("MODIFIED", "gateway-1", false);
        Awaitility.await()
            .untilAsserted(
                () -> {
                  try (Socket next = call(door)) {
                    next.setTcpNoDelay(true);
                    two.setSoTimeout(50);
                    two.accept().close();
                  }
                });

        // Who is in stays in, both ways.
        caller.getOutputStream().write('a');
        assertThat(gateway.getInputStream().read()).isEqualTo('a');
        gateway.getOutputStream().write('b');
        assertThat(caller.getInputStream().read()).isEqualTo('b');
        gateway.shutdownOutput();
        assertThat(caller.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void to_named_isTakenAsItIs() throws Exception {
    try (Door door = Door.to(ClusterShop.at(kubectl, folder), Optional.of("shop.example:8081"))) {
      assertThat(door.grpc()).isEqualTo("shop.example:8081");
    }
  }

  @Test
  void at_noPodOfTheShop_isRefused() throws Exception {
    Files.writeString(folder.resolve("pods"), "{\"items\": []}");

    assertThatThrownBy(() -> ClusterShop.at(kubectl, folder))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("there is no shop in the namespace 'souk'");
  }

  @Test
  void open_podGone_saysWhatKubectlSaid() {
    assertThatThrownBy(() -> Forward.open(kubectl, "nobody", 1))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("port-forward to nobody: error: not known");
  }

  private static Socket call(Door door) throws IOException {
    String[] address = door.grpc().split(":", -1);
    return new Socket(address[0], Integer.parseInt(address[1]));
  }

  private void event(String type, String pod, boolean ready) throws IOException {
    Files.writeString(
        folder.resolve("events"),
        "{\"type\": \""
            + type
            + "\", \"object\": "
            + FakeKubectl.pod(pod, "gateway", ready, "")
            + "}\n",
        StandardOpenOption.APPEND);
  }
}
