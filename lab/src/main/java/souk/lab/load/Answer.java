// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.load;

import io.grpc.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import souk.lab.history.Outcome;

/**
 * What a client was told in the end.
 *
 * @param value what was answered; empty unless the last attempt was
 * @param attempts how each ended
 * @param lastBegan when the last one was sent
 * @param reason of the last refusal; empty for none
 */
record Answer<T>(Optional<T> value, List<Status.Code> attempts, Instant lastBegan, String reason) {
  Answer {
    attempts = List.copyOf(attempts);
  }

  Outcome outcome() {
    return Outcome.of(attempts);
  }
}
