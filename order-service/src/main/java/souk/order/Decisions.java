// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import io.grpc.Deadline;

/** Tells when orders are decided, wherever that happens. */
interface Decisions {
  /** Begins to listen; what is decided from now on is heard. */
  Pending listen(Order order);

  /** An order that is listened for. Confined to one thread. */
  interface Pending extends AutoCloseable {
    /** The order once it is decided, or as it was when the time was over. Blocks. */
    Order await(Deadline until);

    @Override
    void close();
  }
}
