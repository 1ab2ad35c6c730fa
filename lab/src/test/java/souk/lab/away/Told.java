// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.away;

import com.google.protobuf.Message;
import io.grpc.Status;
import java.time.Duration;

/**
 * How one call ended.
 *
 * @param answer of what was answered; with an error, an empty message
 * @param took from the question to the end
 */
record Told(Status status, Message answer, Duration took) {
  boolean isAnswered() {
    return status.isOk();
  }

  @Override
  public String toString() {
    return "%s %s after %d ms"
        .formatted(
            status.getCode(),
            status.getDescription() == null ? "" : status.getDescription(),
            took.toMillis());
  }
}
