// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.tour;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tour in the README: its shell blocks that are marked as such, in their order. */
final class Tour {
  private static final Pattern BLOCK =
      Pattern.compile("<!-- tour -->\\s*```sh\\n(.*?)```", Pattern.DOTALL);

  private Tour() {}

  static String script(String readme) {
    StringBuilder script = new StringBuilder();
    Matcher blocks = BLOCK.matcher(readme);
    while (blocks.find()) {
      script.append(blocks.group(1));
    }
    return script.toString();
  }
}
