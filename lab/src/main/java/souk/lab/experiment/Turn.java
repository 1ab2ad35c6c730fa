// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.experiment;

/**
 * Among runs of which one follows the other on the same machine: what is timed in one is not to be
 * disturbed by another. Safe for many threads.
 */
public interface Turn {
  /** Of a run that is alone. */
  Turn ALONE =
      new Turn() {
        @Override
        public void await() {}

        @Override
        public void cede() {}
      };

  /** Blocks until the runs before it have ended. */
  void await() throws InterruptedException;

  /** From now on nothing of this run is timed: the next one may start its shop. */
  void cede();
}
