// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.service.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import java.util.Locale;
import souk.grpc.resilience.LoadSheddingInterceptor;
import souk.grpc.resilience.SheddingSnapshot;

/** What a server lets in, and what it sheds. */
final class ServerMetrics {
  private static final AttributeKey<String> PRIORITY = AttributeKey.stringKey("souk.priority");

  private ServerMetrics() {}

  static void show(Meter meter, LoadSheddingInterceptor shedding) {
    meter
        .gaugeBuilder("souk.server.limit")
        .ofLongs()
        .setUnit("{call}")
        .setDescription("Unary calls that are let in at once, as the limit is adapted now")
        .buildWithCallback(now -> now.record(shedding.snapshot().limit()));
    meter
        .gaugeBuilder("souk.server.limit.most")
        .ofLongs()
        .setUnit("{call}")
        .setDescription("To which the limit may grow")
        .buildWithCallback(now -> now.record(shedding.snapshot().most()));
    meter
        .gaugeBuilder("souk.server.calls")
        .ofLongs()
        .setUnit("{call}")
        .setDescription("Unary calls that were let in and have not ended")
        .buildWithCallback(now -> now.record(shedding.snapshot().underWay()));
    meter
        .counterBuilder("souk.server.shed")
        .setUnit("{call}")
        .setDescription("Calls that were refused since there was too much to do")
        .buildWithCallback(
            now -> {
              SheddingSnapshot snapshot = shedding.snapshot();
              snapshot
                  .shed()
                  .forEach(
                      (priority, calls) ->
                          now.record(
                              calls,
                              Attributes.of(PRIORITY, priority.name().toLowerCase(Locale.ROOT))));
              now.record(snapshot.shedStreams(), Attributes.of(PRIORITY, "stream"));
            });
  }
}
