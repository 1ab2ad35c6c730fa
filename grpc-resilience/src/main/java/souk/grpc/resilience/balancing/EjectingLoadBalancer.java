// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.grpc.resilience.balancing;

import static io.grpc.ConnectivityState.CONNECTING;
import static io.grpc.ConnectivityState.IDLE;
import static io.grpc.ConnectivityState.READY;
import static io.grpc.ConnectivityState.TRANSIENT_FAILURE;

import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.MetricRecorder;
import io.grpc.util.MultiChildLoadBalancer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps a connection to each instance, as grpc-java's round_robin does with the same base class,
 * and gives requests to those that are connected as {@link Instances} decides. All methods are
 * called in the channel's synchronization context.
 */
final class EjectingLoadBalancer extends MultiChildLoadBalancer {
  private final Deadline.Ticker ticker;
  private final Instances instances;
  private final Map<Object, Instance> byAddress = new HashMap<>();
  private final MetricRecorder.Registration shown;

  EjectingLoadBalancer(Helper helper, EjectionPolicy policy, Deadline.Ticker ticker) {
    super(helper);
    this.ticker = ticker;
    BalancingMetrics metrics = new BalancingMetrics(helper);
    this.instances = new Instances(policy, ticker, metrics::out);
    this.shown = metrics.show(instances);
  }

  @Override
  public void shutdown() {
    shown.close();
    super.shutdown();
  }

  @Override
  protected ChildLbState createChildLbState(Object address) {
    return new ConnectedChild(address);
  }

  @Override
  protected void updateOverallBalancingState() {
    List<ChildLbState> ready = getReadyChildren();
    byAddress.keySet().retainAll(getChildLbStates().stream().map(ChildLbState::getKey).toList());
    Map<Instance, SubchannelPicker> pickers = new LinkedHashMap<>();
    for (ChildLbState child : ready) {
      Instance instance =
          byAddress.computeIfAbsent(
              child.getKey(), address -> instances.newInstance(address.toString()));
      pickers.put(instance, child.getCurrentPicker());
    }
    instances.connected(List.copyOf(pickers.keySet()));
    if (!ready.isEmpty()) {
      update(READY, new InstancePicker(instances, ticker, pickers));
    } else if (getChildLbStates().stream().anyMatch(EjectingLoadBalancer::mayConnect)) {
      update(CONNECTING, new FixedResultPicker(PickResult.withNoResult()));
    } else {
      // Each says why it can't connect; any of them is as good a reason as another.
      getChildLbStates().stream()
          .findFirst()
          .ifPresent(child -> update(TRANSIENT_FAILURE, child.getCurrentPicker()));
    }
  }

  private static boolean mayConnect(ChildLbState child) {
    return child.getCurrentState() == CONNECTING || child.getCurrentState() == IDLE;
  }

  private void update(ConnectivityState state, SubchannelPicker picker) {
    currentConnectivityState = state;
    getHelper().updateBalancingState(state, picker);
  }

  /** Connects again at once when its connection has ended. */
  private final class ConnectedChild extends ChildLbState {
    ConnectedChild(Object address) {
      super(address, pickFirstLbProvider);
    }

    @Override
    protected ChildLbStateHelper createChildHelper() {
      return new ChildLbStateHelper() {
        @Override
        public void updateBalancingState(ConnectivityState state, SubchannelPicker picker) {
          super.updateBalancingState(state, picker);
          if (!resolvingAddresses && state == IDLE) {
            getLb().requestConnection();
          }
        }
      };
    }
  }
}
