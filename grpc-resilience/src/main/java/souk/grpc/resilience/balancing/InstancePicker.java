// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import io.grpc.Deadline;
import io.grpc.LoadBalancer.PickResult;
import io.grpc.LoadBalancer.PickSubchannelArgs;
import io.grpc.LoadBalancer.SubchannelPicker;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Asks {@link Instances} for each call, among those that were connected when this was made. */
final class InstancePicker extends SubchannelPicker {
  private final Instances instances;
  private final Deadline.Ticker ticker;
  private final List<Instance> connected;
  private final Map<Instance, SubchannelPicker> pickers;

  InstancePicker(
      Instances instances, Deadline.Ticker ticker, Map<Instance, SubchannelPicker> pickers) {
    this.instances = instances;
    this.ticker = ticker;
    this.pickers = pickers;
    this.connected = List.copyOf(pickers.keySet());
  }

  @Override
  public PickResult pickSubchannel(PickSubchannelArgs args) {
    MethodDescriptor<?, ?> method = args.getMethodDescriptor();
    boolean repeatable =
        method.getType() == MethodDescriptor.MethodType.UNARY
            && (method.isIdempotent() || method.isSafe());
    Instance chosen =
        instances.pick(connected, TriedInstances.of(args.getCallOptions()), repeatable);
    PickResult result = Objects.requireNonNull(pickers.get(chosen)).pickSubchannel(args);
    return result.getSubchannel() == null
        ? result
        : result.copyWithStreamTracerFactory(
            new AttemptTracer.Factory(instances, chosen, method, ticker));
  }
}
