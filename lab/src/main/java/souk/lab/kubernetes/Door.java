// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.kubernetes;

import java.io.IOException;
import java.util.Optional;

/** How shoppers get in. */
public sealed interface Door extends AutoCloseable permits Relay, Door.Named {
  /** host:port for native gRPC. */
  String grpc();

  @Override
  void close() throws IOException;

  /**
   * The one that is named, or else one by forwarded ports, which ends when it is closed.
   *
   * @throws souk.lab.process.LabException when no gateway is ready
   */
  static Door to(ClusterShop shop, Optional<String> named)
      throws IOException, InterruptedException {
    return named.isPresent() ? new Named(named.get()) : Relay.open(shop);
  }

  /** One that is there whether we look or not. */
  record Named(String grpc) implements Door {
    @Override
    public void close() {
      // It stays as it is.
    }
  }
}
