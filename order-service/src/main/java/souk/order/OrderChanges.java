// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.order;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tells the parts of this process what was committed by it, so that they need not wait until they
 * look again. Nothing depends on it: who missed it finds it in the database. Thread-safe.
 */
final class OrderChanges {
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Hears of changes, on the thread that made them: must not block. */
  interface Listener {
    /** An order is new or has another state; there may be new tasks. */
    void changed(Order order);

    /** Orders have longer timelines. */
    void recorded(Collection<String> orderIds);
  }

  void listen(Listener listener) {
    listeners.add(listener);
  }

  void changed(Order order) {
    listeners.forEach(listener -> listener.changed(order));
  }

  void recorded(Collection<String> orderIds) {
    listeners.forEach(listener -> listener.recorded(orderIds));
  }
}
