// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import souk.lab.process.LabException;

class CrowdTest {
  @TempDir private Path folder;

  @Test
  void at_nobodyThere_isSaidInOneLineAndNothingIsWritten() throws Exception {
    String address;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = "127.0.0.1:" + closed.getLocalPort();
    }

    assertThatThrownBy(() -> Crowd.at(address, folder, InstantSource.system(), 1))
        .isInstanceOf(LabException.class)
        .hasMessage("the shop at " + address + " does not answer: UNAVAILABLE");
    assertThat(folder).isEmptyDirectory();
  }
}
