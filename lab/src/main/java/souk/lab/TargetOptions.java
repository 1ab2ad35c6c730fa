// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import souk.lab.kubernetes.ClusterShop;
import souk.lab.kubernetes.Kubectl;

/** Whether a shop of this machine is meant, or one on Kubernetes. */
final class TargetOptions {
  private static final String NAMESPACE = "souk";
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.-]+:[0-9]{1,5}");

  @Option(
      names = "--target",
      paramLabel = "local|kubernetes",
      description = "where the shop is: on this machine, or where kubectl leads (default: local)")
  private Target target = Target.LOCAL;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "of the shop on Kubernetes (default: " + NAMESPACE + ")")
  private Optional<String> namespace = Optional.empty();

  @Option(
      names = "--door",
      paramLabel = "HOST:PORT",
      description = {
        "where shoppers reach the gRPC of the shop on Kubernetes",
        "(default: its gateways, by forwarded ports)"
      })
  private Optional<String> door = Optional.empty();

  private enum Target {
    LOCAL,
    KUBERNETES
  }

  /** Whether the shop is on Kubernetes; options that make no sense are refused. */
  boolean isCluster(CommandSpec spec) {
    boolean cluster = target == Target.KUBERNETES;
    if (!cluster && (namespace.isPresent() || door.isPresent())) {
      throw new ParameterException(
          spec.commandLine(), "--namespace and --door are for --target kubernetes");
    }
    if (door.isPresent() && !ADDRESS.matcher(door.get()).matches()) {
      throw new ParameterException(
          spec.commandLine(), "--door " + door.get() + " (expected: HOST:PORT)");
    }
    return cluster;
  }

  /**
   * The shop on Kubernetes.
   *
   * @throws souk.lab.process.LabException when it can't be reached
   */
  ClusterShop cluster() {
    return ClusterShop.at(
        Kubectl.find(System.getenv(), namespace.orElse(NAMESPACE)), ShopOptions.state());
  }

  /** How shoppers get in there, where that was said. */
  Optional<String> door() {
    return door;
  }
}
