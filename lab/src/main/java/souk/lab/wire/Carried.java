// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.wire;

/** What wires have carried, in both directions. */
public record Carried(long requests, long bytes) {
  public static final Carried NOTHING = new Carried(0, 0);

  /** Both together. */
  public Carried plus(Carried other) {
    return new Carried(requests + other.requests, bytes + other.bytes);
  }

  /** What was carried between then and now. */
  public Carried since(Carried earlier) {
    return new Carried(requests - earlier.requests, bytes - earlier.bytes);
  }
}
