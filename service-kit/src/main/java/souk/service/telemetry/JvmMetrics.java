// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** The least of OpenTelemetry's conventions for JVMs: memory, collections, threads, CPU. */
final class JvmMetrics {
  private static final AttributeKey<String> POOL = AttributeKey.stringKey("jvm.memory.pool.name");
  private static final AttributeKey<String> TYPE = AttributeKey.stringKey("jvm.memory.type");
  private static final AttributeKey<String> COLLECTOR = AttributeKey.stringKey("jvm.gc.name");
  private static final List<Double> PAUSES = List.of(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0);

  private JvmMetrics() {}

  static void show(Meter meter) {
    memory(meter, "jvm.memory.used", "Memory in use", MemoryUsage::getUsed);
    memory(meter, "jvm.memory.committed", "Memory that the JVM has", MemoryUsage::getCommitted);
    memory(meter, "jvm.memory.limit", "The most it may have", MemoryUsage::getMax);
    meter
        .upDownCounterBuilder("jvm.thread.count")
        .setUnit("{thread}")
        .setDescription("Platform threads")
        .buildWithCallback(now -> now.record(ManagementFactory.getThreadMXBean().getThreadCount()));
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      meter
          .counterBuilder("jvm.cpu.time")
          .ofDoubles()
          .setUnit("s")
          .setDescription("CPU time that the process has used")
          .buildWithCallback(
              now -> now.record(system.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1)));
    }
    collections(meter);
  }

  private static void memory(
      Meter meter, String name, String description, ToLongFunction<MemoryUsage> value) {
    meter
        .upDownCounterBuilder(name)
        .setUnit("By")
        .setDescription(description)
        .buildWithCallback(
            now -> {
              for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
                MemoryUsage usage = pool.getUsage();
                long bytes = usage == null ? -1 : value.applyAsLong(usage);
                if (bytes >= 0) {
                  now.record(bytes, Attributes.of(POOL, pool.getName(), TYPE, type(pool)));
                }
              }
            });
  }

  private static String type(MemoryPoolMXBean pool) {
    return pool.getType() == MemoryType.HEAP ? "heap" : "non_heap";
  }

  private static void collections(Meter meter) {
    DoubleHistogram pauses =
        meter
            .histogramBuilder("jvm.gc.duration")
            .setUnit("s")
            .setDescription("Collections of garbage")
            .setExplicitBucketBoundariesAdvice(PAUSES)
            .build();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener((told, unused) -> record(told, pauses), null, null);
      }
    }
  }

  private static void record(Notification told, DoubleHistogram pauses) {
    if (told.getUserData() instanceof CompositeData data
        && told.getType()
            .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
      pauses.record(
          info.getGcInfo().getDuration() / (double) TimeUnit.SECONDS.toMillis(1),
          Attributes.of(COLLECTOR, info.getGcName()));
    }
  }
}
