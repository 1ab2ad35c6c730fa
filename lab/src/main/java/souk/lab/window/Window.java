// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.util.Set;

/**
 * One place at which something happens.
 *
 * @param name what is done in the shop, a colon, and what happens where: {@code
 *     confirmed:order.place.after.kill}
 * @param services that have to be whole before it begins, since it takes an instance of theirs away
 * @param storeAway whether a store is killed, so that nobody can take anything over meanwhile
 * @param script what is done; it ends when there is nothing left to do but to wait for quiet
 */
record Window(String name, Set<String> services, boolean storeAway, Script script) {
  /** Throws when something is not as it should be. */
  @FunctionalInterface
  interface Script {
    void play(Stage stage) throws Exception;
  }

  Window {
    services = Set.copyOf(services);
  }

  static Window of(String name, Set<String> services, Script script) {
    return new Window(name, services, false, script);
  }
}
