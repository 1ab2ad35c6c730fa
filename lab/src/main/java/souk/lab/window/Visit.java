// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.window;

import java.util.OptionalDouble;
import souk.lab.experiment.Check;

/**
 * How a window was found.
 *
 * @param why it is not clean; empty when it is
 * @param seconds from its beginning to quiet, without the audit
 * @param takeoverSeconds the longest that a task waited for somebody to take it over
 */
record Visit(Window window, String why, double seconds, OptionalDouble takeoverSeconds) {
  private static final String CLEAN = "clean";

  boolean isClean() {
    return why.isEmpty();
  }

  Check check() {
    return new Check(window.name(), isClean() ? CLEAN : why, CLEAN, isClean());
  }

  String line() {
    return "%-62s %5.1f s%s  %s"
        .formatted(
            window.name(),
            seconds,
            takeoverSeconds.isPresent()
                ? "  taken over in %.1f s".formatted(takeoverSeconds.getAsDouble())
                : "",
            isClean() ? CLEAN : "NOT CLEAN: " + why);
  }
}
