// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.cluster;

import souk.lab.cluster.Control.Request;

/**
 * Told what happens in a shop: in lines for people, and, for who asks for more, what became of each
 * part and what was asked for. By any thread, which must not be kept waiting.
 */
@FunctionalInterface
public interface ShopEvents extends Progress {
  /**
   * A part came into another state.
   *
   * @param state as in {@link ShopStatus.PartStatus#state}
   */
  default void became(String part, String state) {}

  /** Somebody asks for something to be done; what becomes of it is told by other events. */
  default void asked(Request request) {}
}
