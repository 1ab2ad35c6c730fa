// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.process.LabException;

class FixedPortsTest {
  private static final List<String> NAMES = List.of("postgres", "redis");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void create() {
    file = folder.resolve("ports");
  }

  @Test
  void reserve_again_keepsTheSame() {
    FixedPorts first = FixedPorts.reserve(file, NAMES, Set.of(), new Random());
    FixedPorts second = FixedPorts.reserve(file, NAMES, Set.of(), new Random());
    assertThat(first.of("redis")).isNotEqualTo(first.of("postgres")).isEqualTo(second.of("redis"));
  }

  @Test
  void reserve_onePortTakenMeanwhile_replacesOnlyThat() throws Exception {
    FixedPorts first = FixedPorts.reserve(file, NAMES, Set.of(), new Random());
    try (ServerSocket taken =
        new ServerSocket(first.of("redis"), 1, InetAddress.getLoopbackAddress())) {
      FixedPorts second = FixedPorts.reserve(file, NAMES, Set.of(), new Random());
      assertThat(second.of("redis")).isNotEqualTo(taken.getLocalPort());
      assertThat(second.of("postgres")).isEqualTo(first.of("postgres"));
    }
  }

  @Test
  void reserve_doorNotYetOpen_isNobodyElses() {
    FixedPorts before = FixedPorts.reserve(file, NAMES, Set.of(), new Random());
    int port = before.of("redis");
    int metrics = before.metricsOf("cart-1");

    FixedPorts ports = FixedPorts.reserve(file, NAMES, Set.of(port, metrics), new Random());

    assertThat(ports.of("redis")).isNotEqualTo(port);
    assertThat(ports.metricsOf("cart-1")).isNotEqualTo(metrics);
    assertThat(ports.of("postgres")).isEqualTo(before.of("postgres"));
  }

  @Test
  void reserve_brokenFile_isToldInOneLine() throws Exception {
    Files.writeString(file, "redis=many\n");
    assertThatThrownBy(() -> FixedPorts.reserve(file, NAMES, Set.of(), new Random()))
        .isInstanceOf(LabException.class)
        .hasMessageContaining(file.toString());
  }
}
