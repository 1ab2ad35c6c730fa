// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target of the form {@code consul://[host:port]/service}.
 *
 * @param agent {@code host:port}, or empty for the usual agent
 */
record ConsulTarget(String agent, String service) {
  private static final Pattern FORM =
      Pattern.compile("consul://(?<agent>[^/?#@]*)/(?<service>[A-Za-z0-9._-]+)");

  static ConsulTarget parse(String target) {
    Matcher matcher = FORM.matcher(target);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "target: " + target + " (expected: consul:///service or consul://host:port/service)");
    }
    return new ConsulTarget(matcher.group("agent"), matcher.group("service"));
  }
}
