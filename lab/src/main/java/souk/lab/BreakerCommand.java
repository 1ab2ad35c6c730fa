// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0
package souk.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import souk.lab.cluster.ShopStatus.PartStatus;
import souk.lab.process.LabException;

/** Shows the circuit breakers of a shop, and takes one out of its own hands. */
@Command(
    name = "breaker",
    description = {
      "Shows each instance's circuit breakers, or holds one open or closed, in all who call its"
          + " target.",
      "Examples:  souk breaker",
      "           souk breaker payment/write open",
      "           souk breaker catalog/read automatic --of gateway-1"
    },
    mixinStandardHelpOptions = true)
final class BreakerCommand implements Callable<Integer> {
  private static final List<String> CONTROLS = List.of("open", "closed", "automatic");

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShopOptions shop = new ShopOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TARGET/CLASS",
      description = "which, such as catalog/read or payment/write")
  private @Nullable String breaker;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "open|closed|automatic",
      description = "refuse all calls, let all pass, or go by what it counts again")
  private @Nullable String control;

  @Option(
      names = "--of",
      paramLabel = "INSTANCE|SERVICE",
      description = "only in this caller or these")
  private @Nullable String caller;

  private int silent;

  private record Instance(String name, Breakers breakers, List<Breakers.Breaker> all) {
    boolean has(String wanted) {
      return all.stream().anyMatch(each -> each.name().equals(wanted));
    }
  }

  @Override
  public Integer call() throws IOException {
    if ((breaker == null) != (control == null)
        || (control != null && !CONTROLS.contains(control))) {
      throw new ParameterException(
          spec.commandLine(), "expected: a breaker and one of " + String.join(", ", CONTROLS));
    }
    List<Instance> instances = instances();
    PrintWriter out = spec.commandLine().getOut();
    if (breaker == null || control == null) {
      instances.forEach(
          instance -> instance.all().forEach(each -> print(out, instance.name(), each)));
      return exitCode();
    }
    String wanted = breaker;
    String asked = control;
    List<Instance> having = instances.stream().filter(instance -> instance.has(wanted)).toList();
    if (having.isEmpty()) {
      throw new LabException("there is no breaker '" + wanted + "'; there are " + names(instances));
    }
    for (Instance instance : having) {
      try {
        print(out, instance.name(), instance.breakers().control(wanted, asked));
      } catch (LabException failure) {
        silent(failure);
      }
    }
    return exitCode();
  }

  /** One that hangs is no reason to leave the others as they are. */
  private void silent(LabException failure) {
    silent++;
    spec.commandLine().getErr().println("souk: " + failure.getMessage());
  }

  private int exitCode() {
    return silent == 0 ? 0 : 1;
  }

  private List<Instance> instances() throws IOException {
    List<Instance> instances = new ArrayList<>();
    List<PartStatus> parts = ShopOptions.statusOrFail(shop.home()).instances();
    for (PartStatus part : parts) {
      boolean wanted =
          caller == null || caller.equals(part.name()) || caller.equals(part.service());
      boolean asks = part.state().equals("running") && !part.metrics().equals("-");
      if (wanted && asks && !part.address().equals("-")) {
        Breakers breakers = new Breakers(part.name(), part.address());
        try {
          instances.add(new Instance(part.name(), breakers, breakers.list()));
        } catch (LabException failure) {
          silent(failure);
        }
      }
    }
    if (instances.isEmpty() && silent == 0) {
      throw new LabException(
          caller == null
              ? "no instance is running"
              : "no instance '" + caller + "' is running; there are " + partNames(parts));
    }
    return instances;
  }

  private static String partNames(List<PartStatus> parts) {
    return parts.stream().map(PartStatus::name).collect(Collectors.joining(", "));
  }

  private static String names(List<Instance> instances) {
    TreeSet<String> names = new TreeSet<>();
    instances.forEach(instance -> instance.all().forEach(each -> names.add(each.name())));
    return String.join(", ", names);
  }

  private static void print(PrintWriter out, String instance, Breakers.Breaker breaker) {
    out.printf("%-12s %-18s %s%n", instance, breaker.name(), breaker.state());
  }
}
