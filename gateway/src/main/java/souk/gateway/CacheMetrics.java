// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.gateway;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** How the near caches answered: {@code souk.cache.requests}. Thread-safe. */
final class CacheMetrics {
  private static final AttributeKey<String> CACHE = AttributeKey.stringKey("souk.cache");
  private static final AttributeKey<String> RESULT = AttributeKey.stringKey("souk.cache.result");

  private final LongCounter requests;

  CacheMetrics(Meter meter) {
    this.requests =
        meter
            .counterBuilder("souk.cache.requests")
            .setUnit("{request}")
            .setDescription("What was asked of a near cache, by where the answer came from")
            .build();
  }

  /** Counts for the cache of that name. */
  Consumer<NearCache.Result> of(String cache) {
    Map<NearCache.Result, Attributes> attributes = new EnumMap<>(NearCache.Result.class);
    Arrays.stream(NearCache.Result.values())
        .forEach(
            result ->
                attributes.put(
                    result,
                    Attributes.of(CACHE, cache, RESULT, result.name().toLowerCase(Locale.ROOT))));
    return result -> requests.add(1, Objects.requireNonNull(attributes.get(result)));
  }
}
