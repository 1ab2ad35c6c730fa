// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience;

import io.grpc.Metadata;
import java.util.concurrent.TimeUnit;

/**
 * A server's word on retries, as a trailer (gRFC A6): how many milliseconds to wait, or not at all.
 * A server that failed because something behind it did, after retries of its own, says {@link
 * #forbid no}, or each layer would multiply the load.
 */
public final class RetryPushback {

  /** The trailer. Negative or unreadable means that the call must not be tried again. */
  public static final Metadata.Key<String> KEY =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  static final long FORBIDDEN = -1;
  static final long UNSAID = -2;

  private RetryPushback() {}

  /** Tells the caller not to try this call again. Replaces what was said before. */
  public static void forbid(Metadata trailers) {
    trailers.discardAll(KEY);
    trailers.put(KEY, "-1");
  }

  /** Nanoseconds to wait, {@link #FORBIDDEN} or {@link #UNSAID}. */
  static long nanos(Metadata trailers) {
    String said = trailers.get(KEY);
    if (said == null) {
      return UNSAID;
    }
    try {
      long millis = Long.parseLong(said);
      return millis < 0 ? FORBIDDEN : TimeUnit.MILLISECONDS.toNanos(millis);
    } catch (NumberFormatException e) {
      return FORBIDDEN;
    }
  }
}
