// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.part.ShopHome;
import souk.lab.process.LabException;
import souk.order.v1.TasksGrpc;

/** The queue of a running shop, by way of any instance of the order service that answers. */
final class OrderTasks {
  private static final long DEADLINE_SECONDS = 5;
  private static final String UNKNOWN_ADDRESS = "-";

  private final List<String> addresses;

  private OrderTasks(List<String> addresses) {
    this.addresses = addresses;
  }

  /** Of the shop that runs there; that none does is an error. */
  static OrderTasks of(ShopHome home) throws IOException {
    return new OrderTasks(
        ShopOptions.statusOrFail(home).instances().stream()
            .filter(part -> part.service().equals("order") && part.state().equals("running"))
            .map(PartStatus::address)
            .filter(address -> !address.equals(UNKNOWN_ADDRESS))
            .toList());
  }

  /** Asks one instance after the other, until one answers; blocks for some seconds at most. */
  <R> R ask(Function<TasksGrpc.TasksBlockingStub, R> question) {
    String why = "none is running";
    for (String address : addresses) {
      ManagedChannel channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
      try {
        return question.apply(
            TasksGrpc.newBlockingStub(channel)
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS));
      } catch (StatusRuntimeException failure) {
        Status status = failure.getStatus();
        if (isAnAnswer(status)) {
          throw new LabException(String.valueOf(status.getDescription()));
        }
        why = address + " answers " + status.getCode();
      } finally {
        channel.shutdownNow();
      }
    }
    throw new LabException("no instance of the order service tells its tasks: " + why);
  }

  private static boolean isAnAnswer(Status status) {
    return status.getCode() == Status.Code.NOT_FOUND
        || status.getCode() == Status.Code.INVALID_ARGUMENT;
  }
}
