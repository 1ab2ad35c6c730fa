// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import io.grpc.LoadBalancer;
import io.grpc.LongCounterMetricInstrument;
import io.grpc.LongGaugeMetricInstrument;
import io.grpc.MetricInstrumentRegistry;
import io.grpc.MetricRecorder;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a balancer tells the channel's metric recorder (gRFC A79), which grpc-opentelemetry and the
 * like listen to: how many instances are in which state, and how often one lost its traffic.
 * Instances are not named: an address may be any.
 */
final class BalancingMetrics {
  private static final String PREFIX = "grpc.lb." + EjectingLoadBalancerProvider.NAME + ".";
  private static final List<String> LABELS = List.of("grpc.target", "grpc.lb.instance.state");
  private static final List<String> NONE = List.of();

  private static final LongCounterMetricInstrument EJECTIONS =
      MetricInstrumentRegistry.getDefaultRegistry()
          .registerLongCounter(
              PREFIX + "ejections",
              "How often an instance lost its traffic, since it hung or failed (ejected) or was slow"
                  + " (lagging).",
              "{ejection}",
              LABELS,
              NONE,
              true);
  private static final LongGaugeMetricInstrument INSTANCES =
      MetricInstrumentRegistry.getDefaultRegistry()
          .registerLongGauge(
              PREFIX + "instances",
              "Connected instances: in, ejected or lagging.",
              "{instance}",
              LABELS,
              NONE,
              true);

  private final MetricRecorder recorder;
  private final String target;

  BalancingMetrics(LoadBalancer.Helper helper) {
    this.recorder = helper.getMetricRecorder();
    this.target = helper.getChannelTarget();
  }

  /** An instance lost its traffic. */
  void out(Instance.State state) {
    recorder.addLongCounter(EJECTIONS, 1, labels(state), NONE);
  }

  /** Shows how many are in which state, until closed. */
  MetricRecorder.Registration show(Instances instances) {
    // From the start, or the first one would be no increase.
    recorder.addLongCounter(EJECTIONS, 0, labels(Instance.State.EJECTED), NONE);
    recorder.addLongCounter(EJECTIONS, 0, labels(Instance.State.LAGGING), NONE);
    return recorder.registerBatchCallback(
        now -> {
          for (Map.Entry<Instance.State, Long> each : instances.states().entrySet()) {
            now.recordLongGauge(INSTANCES, each.getValue(), labels(each.getKey()), NONE);
          }
        },
        INSTANCES);
  }

  private List<String> labels(Instance.State state) {
    return List.of(target, state.name().toLowerCase(Locale.ROOT));
  }
}
