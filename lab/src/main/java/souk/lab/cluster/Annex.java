// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import java.io.IOException;

/** Opens what stands beside a shop in its supervisor's process. */
@FunctionalInterface
public interface Annex {
  Room open(ControlledShop shop) throws IOException;

  /** What was opened; it ends before the shop does. */
  interface Room extends AutoCloseable {
    /** How a browser gets in; whoever has it may do everything. */
    String link();

    @Override
    void close();
  }
}
