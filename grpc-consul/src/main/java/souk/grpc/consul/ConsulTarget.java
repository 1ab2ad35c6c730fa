// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A target of the form {@code consul://[host:port]/service[?tag=NAME&meta.KEY=VALUE...]}.
 *
 * @param agent {@code host:port}, or empty for the usual agent
 * @param filter for those instances that the channel is for
 */
record ConsulTarget(String agent, String service, InstanceFilter filter) {
  private static final Pattern FORM =
      Pattern.compile(
          "consul://(?<agent>[^/?#@]*)/(?<service>[A-Za-z0-9._-]+)([?](?<query>[^#]*))?");

  /**
   * Reads a target.
   *
   * @throws IllegalArgumentException that says what is wrong with it
   */
  static ConsulTarget parse(String target) {
    Matcher matcher = FORM.matcher(target);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "target: " + target + " (expected: consul:///service or consul://host:port/service)");
    }
    String query = matcher.group("query");
    try {
      return new ConsulTarget(
          matcher.group("agent"),
          matcher.group("service"),
          query == null ? InstanceFilter.ALL : InstanceFilter.parse(query));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("target: " + target + ": " + e.getMessage(), e);
    }
  }
}
