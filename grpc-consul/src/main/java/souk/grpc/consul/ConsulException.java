// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import org.jspecify.annotations.Nullable;

/** Consul did not do what it was asked. The message names the agent, the request and the reason. */
abstract sealed class ConsulException extends Exception {
  private ConsulException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** No answer: refused, reset, timed out or interrupted. Whether it was done is unknown. */
  static final class Unreachable extends ConsulException {
    Unreachable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** An answer that says no, such as 403 for a token without the right or 500 without a leader. */
  static final class Refused extends ConsulException {
    Refused(String message) {
      super(message, null);
    }
  }

  /** An answer that is not what Consul's documentation promises. */
  static final class Malformed extends ConsulException {
    Malformed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
