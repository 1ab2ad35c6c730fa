// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import souk.lab.process.LabException;
import souk.order.v1.ListTasksRequest;
import souk.order.v1.ListTasksResponse;
import souk.order.v1.RetryAllTasksRequest;
import souk.order.v1.RetryTaskRequest;
import souk.order.v1.Task;

/** Shows what orders still need, and has what is parked tried again. */
@Command(
    name = "tasks",
    description = {
      "Shows what orders still need: what waits to be tried, and what is parked until somebody has looked.",
      "Parked tasks come first, then the oldest."
    },
    mixinStandardHelpOptions = true,
    subcommands = TasksCommand.Retry.class)
final class TasksCommand implements Callable<Integer> {
  private static final int MOST = 1_000;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShopOptions shop = new ShopOptions();

  @Option(names = "--parked", description = "only what is parked")
  private boolean parked;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "how many at most (default: ${DEFAULT-VALUE})")
  private int limit = 50;

  @Option(names = "--json", description = "for programs")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (limit < 1 || limit > MOST) {
      throw new ParameterException(
          spec.commandLine(), "--limit " + limit + " (expected: 1 to " + MOST + ")");
    }
    ListTasksRequest request =
        ListTasksRequest.newBuilder().setParked(parked).setPageSize(limit).build();
    ListTasksResponse response = OrderTasks.of(shop.home()).ask(stub -> stub.listTasks(request));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(GSON.toJson(asMap(response)));
    } else {
      print(response, out);
    }
    return 0;
  }

  private void print(ListTasksResponse response, PrintWriter out) {
    int listed = parked ? response.getParked() : response.getTotal();
    if (listed == 0) {
      out.println(parked ? "Nothing is parked." : "Nothing is left to do.");
      return;
    }
    out.printf(
        "%-36s  %-8s  %8s  %7s  %7s  %-8s  %s%n",
        "ORDER", "TASK", "ATTEMPTS", "AGE", "DUE IN", "TAKEN BY", "WHY");
    for (Task task : response.getTasksList()) {
      boolean isParked = !task.getParkedReason().isEmpty();
      out.printf(
          "%-36s  %-8s  %8d  %7s  %7s  %-8s  %s%n",
          task.getOrderId(),
          task.getKind(),
          task.getAttempts(),
          Spans.text(task.getAge().getSeconds()),
          isParked ? "parked" : Spans.text(task.getDueIn().getSeconds()),
          task.getOwner().isEmpty() ? "-" : task.getOwner(),
          isParked ? task.getParkedReason() : task.getLastError());
    }
    int rest = listed - response.getTasksCount();
    out.printf(
        "%n%s, %s%s.%n",
        response.getTotal() == 1 ? "1 task" : response.getTotal() + " tasks",
        response.getParked() == 0 ? "none parked" : response.getParked() + " parked",
        rest > 0 ? "; " + rest + " not shown (--limit)" : "");
  }

  private static Map<String, Object> asMap(ListTasksResponse response) {
    List<Map<String, Object>> tasks =
        response.getTasksList().stream().map(TasksCommand::asMap).toList();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("total", response.getTotal());
    all.put("parked", response.getParked());
    all.put("tasks", tasks);
    return all;
  }

  private static Map<String, Object> asMap(Task task) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("order", task.getOrderId());
    map.put("kind", task.getKind());
    map.put("attempts", task.getAttempts());
    map.put("ageMillis", Spans.millis(task.getAge()));
    map.put("dueInMillis", Spans.millis(task.getDueIn()));
    map.put("owner", task.getOwner());
    map.put("lastError", task.getLastError());
    map.put("parkedReason", task.getParkedReason());
    return map;
  }

  /** Has what is parked tried again. */
  @Command(
      name = "retry",
      description = {
        "Makes a parked task due again, or all of them. What waits is tried by itself.",
        "Exits with 1 when there was nothing to retry."
      },
      mixinStandardHelpOptions = true)
  static final class Retry implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private ShopOptions shop = new ShopOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "ORDER", description = "the order's id")
    private @Nullable String order;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "TASK",
        description = "the task, as ./souk tasks names it")
    private @Nullable String kind;

    @Option(names = "--all", description = "all that are parked")
    private boolean all;

    @Override
    public Integer call() throws IOException {
      int retried = all ? retryAll() : retryOne();
      if (retried == 0) {
        throw new LabException(
            all ? "nothing is parked" : "that task is not parked: it is tried by itself");
      }
      spec.commandLine()
          .getOut()
          .println(retried == 1 ? "1 task is due now." : retried + " tasks are due now.");
      return 0;
    }

    private int retryAll() throws IOException {
      if (order != null) {
        throw new ParameterException(spec.commandLine(), "--all, or ORDER and TASK");
      }
      return OrderTasks.of(shop.home())
          .ask(stub -> stub.retryAllTasks(RetryAllTasksRequest.getDefaultInstance()))
          .getRetried();
    }

    private int retryOne() throws IOException {
      if (order == null || kind == null) {
        throw new ParameterException(spec.commandLine(), "which one? ORDER and TASK, or --all");
      }
      RetryTaskRequest request =
          RetryTaskRequest.newBuilder().setOrderId(order).setKind(kind).build();
      return OrderTasks.of(shop.home()).ask(stub -> stub.retryTask(request)).getRetried();
    }
  }
}
