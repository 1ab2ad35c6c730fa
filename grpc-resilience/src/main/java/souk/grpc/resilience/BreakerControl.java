// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

/** In whose hands a circuit breaker is. */
public enum BreakerControl {
  /** Its own: it opens and closes by what it counts. */
  AUTOMATIC,
  /** An operator's, who keeps it open: calls are refused, and none is a probe. */
  OPEN,
  /** An operator's, who keeps it closed: calls pass, and none counts. */
  CLOSED
}
