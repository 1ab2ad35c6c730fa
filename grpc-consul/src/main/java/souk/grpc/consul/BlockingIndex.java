// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

/** The rules for the index of a blocking query, from "Blocking Queries" in Consul's API docs. */
final class BlockingIndex {
  /** Asks for an answer at once. */
  static final long NONE = 0;

  private BlockingIndex() {}

  /**
   * The index to ask with next. One that went backwards (a restored snapshot, a server that lost
   * its data) starts over: whoever kept the old one would wait for changes that it has already
   * missed. One that is not positive is a bug of Consul's, and is taken as 1: with 0 the next query
   * would not wait, and the loop would be a busy one.
   */
  static long next(long asked, long answered) {
    if (answered < asked && asked > NONE) {
      return NONE;
    }
    return Math.max(answered, 1);
  }
}
