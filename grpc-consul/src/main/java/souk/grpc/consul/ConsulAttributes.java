// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.grpc.consul;

import io.grpc.Attributes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import souk.grpc.consul.ServiceHealth.Instance;

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

  /**
   * Where the instance runs: its metadata's {@code region} or, without one, its node's; absent if
   * neither says.
   */
  public static final Attributes.Key<String> REGION =
      Attributes.Key.create("souk.grpc.consul.region");

  /** As {@link #REGION}, from {@code zone}. */
  public static final Attributes.Key<String> ZONE = Attributes.Key.create("souk.grpc.consul.zone");

  private ConsulAttributes() {}

  static Attributes of(Instance instance) {
    return Attributes.newBuilder()
        .set(INSTANCE_ID, instance.id())
        .set(TAGS, instance.tags())
        .set(META, instance.meta())
        .set(REGION, place(instance, "region"))
        .set(ZONE, place(instance, "zone"))
        .build();
  }

  private static @Nullable String place(Instance instance, String name) {
    String own = instance.meta().get(name);
    return own == null ? instance.nodeMeta().get(name) : own;
  }
}
