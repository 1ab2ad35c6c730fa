// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import static java.util.Objects.requireNonNull;

/**
 * What Consul answered about the key of an election.
 *
 * @param index to pass in the next query, as it came
 * @param modifyIndex of the key, by which a write can be made to depend on this state; 0 if there
 *     is no such key
 * @param session that holds the lock; empty if nobody does
 * @param epoch of the last leadership, held or past; 0 if there was none
 */
record LockState(long index, long modifyIndex, String session, long epoch) {
  LockState {
    requireNonNull(session, "session");
  }

  boolean isFree() {
    return session.isEmpty();
  }
}
