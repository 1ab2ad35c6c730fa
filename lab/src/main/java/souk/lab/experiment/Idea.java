// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

/** What an introduction to distributed systems teaches, and experiments show. */
public enum Idea {
  ONE_FRONT_DOOR("users see one system"),
  SCALING("more instances, or bigger ones"),
  FAILURE("no single point of failure"),
  NO_CASCADE("one part's failure stays its own"),
  NETWORK("the network is unreliable"),
  CONSISTENCY("how stale, and what gives way in a partition"),
  ASYNCHRONY("synchronous and asynchronous"),
  RACES("concurrency and races"),
  CLOCKS("no global clock"),
  COORDINATION("one leader at a time"),
  BALANCING("load goes to who can carry it"),
  CACHING("caches, and answers when the source is away"),
  QUEUE("work that any worker can take up"),
  NO_CENTRE("no central control"),
  SPIKES("more than can be carried"),
  COST("what an order costs"),
  PROOF("whether any of it would be noticed");

  private final String title;

  Idea(String title) {
    this.title = title;
  }

  /** In some words. */
  public String title() {
    return title;
  }
}
