// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import io.grpc.Attributes;
import java.util.List;
import java.util.Map;

/**
 * What Consul knows of an instance, in the attributes of its {@link
 * io.grpc.EquivalentAddressGroup}: for load-balancing policies and for logs.
 */
public final class ConsulAttributes {
  /** The instance's id in Consul. */
  public static final Attributes.Key<String> INSTANCE_ID =
      Attributes.Key.create("souk.grpc.consul.instance-id");

  /** The instance's tags, maybe none; immutable. */
  public static final Attributes.Key<List<String>> TAGS =
      Attributes.Key.create("souk.grpc.consul.tags");

  /** The instance's metadata, maybe none; immutable. */
  public static final Attributes.Key<Map<String, String>> META =
      Attributes.Key.create("souk.grpc.consul.meta");

  private ConsulAttributes() {}
}
