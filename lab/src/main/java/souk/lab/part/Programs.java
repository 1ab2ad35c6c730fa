// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.part;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What programs are given to live in. */
final class Programs {
  /**
   * All that children get of the user's environment: a setting meant for something else must not
   * change a shop.
   */
  private static final List<String> INHERITED =
      List.of("PATH", "HOME", "USER", "TMPDIR", "TZ", "LANG", "LC_ALL");

  private Programs() {}

  static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    for (String name : INHERITED) {
      String value = System.getenv(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    return environment;
  }
}
