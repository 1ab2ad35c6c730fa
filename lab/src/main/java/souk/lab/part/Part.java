// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.io.IOException;
import java.time.Duration;
import souk.lab.process.ChildSpec;

/**
 * One process of a shop: how to start it, and how to see that it does its work. Safe for many
 * threads.
 */
public interface Part {
  /** Its own name, such as {@code catalog-1}. */
  String name();

  /** What it is one of, such as {@code catalog}; of a store, its name. */
  String service();

  /**
   * What the part of that name is one of: instances are named by their service and a number, what
   * there is one of by itself.
   */
  static String serviceOf(String name) {
    return name.replaceFirst("-\\d+$", "");
  }

  /** Whether others keep their data or their addresses in it. */
  boolean isStore();

  /** Done before each start, while it does not run; blocks, the first time for some seconds. */
  void prepare();

  /** How it is started; asked anew for each start. */
  ChildSpec spec();

  /** Whether it does its work now. Asks it, and blocks for two seconds at most. */
  boolean isReady();

  /** How long it may take to end when it is asked to; then it is killed. */
  default Duration stopPatience() {
    return Duration.ofSeconds(15);
  }

  /** Done once it is ready. */
  default void whenReady() {}

  /**
   * Has the disk take what it has handed to the system, if it does not do so itself. Called every
   * second, whether it runs or not; blocks for as long as the disk needs.
   */
  default void toDisk() throws IOException {}

  /** Whether Consul is told of it, and so knows best where it is and how it does. */
  default boolean isRegistered() {
    return false;
  }

  /** Where it tells its metrics over HTTP, host:port; "-" when it does not. */
  default String metrics() {
    return "-";
  }

  /** Where it listens, host:port; "-" while nobody knows. */
  String address();
}
