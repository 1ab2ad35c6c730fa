// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import souk.lab.audit.Audit;
import souk.lab.audit.AuditMode;
import souk.lab.audit.AuditReport;
import souk.lab.audit.AuditReport.Verdict;
import souk.lab.audit.AuditSources;
import souk.lab.audit.LocalSources;
import souk.lab.cluster.Control.Connection;
import souk.lab.cluster.Control.Request;
import souk.lab.cluster.Control.Verb;
import souk.lab.cluster.Launcher;
import souk.lab.cluster.ShopStatus;
import souk.lab.kubernetes.ClusterSources;
import souk.lab.part.ShopHome;
import souk.lab.process.LabException;

/** Checks that a running shop keeps its promises. */
@Command(
    name = "audit",
    description = {
      "Checks from outside that the shop keeps its promises: no order lost, charged twice or"
          + " without an order, oversold, ...",
      "Judges the orders that have not changed for 10 seconds; with --final waits for quiet, then"
          + " judges all.",
      "Exits with 0 only when all is clean, with 1 on violations, with 2 when not everything could"
          + " be judged."
    },
    mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
  private static final int LONGEST_WAIT_SECONDS = 3_600;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ShopOptions shop = new ShopOptions();
  @Mixin private TargetOptions target = new TargetOptions();

  @Option(names = "--json", description = "for programs; docs/audit.md has the fields")
  private boolean json;

  @Option(names = "--final", description = "wait for quiet, then judge everything")
  private boolean atRest;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "how long --final waits for quiet (default: ${DEFAULT-VALUE})")
  private int waitSeconds = 60;

  /** Whatever prevents the audit is never taken for its verdict. */
  @Override
  public Integer call() throws InterruptedException {
    if (waitSeconds < 0 || waitSeconds > LONGEST_WAIT_SECONDS) {
      throw new ParameterException(
          spec.commandLine(),
          "--wait " + waitSeconds + " (expected: 0 to " + LONGEST_WAIT_SECONDS + ")");
    }
    boolean cluster = target.isCluster(spec);
    PrintWriter err = spec.commandLine().getErr();
    try {
      return cluster ? auditCluster() : audit();
    } catch (LabException | IOException e) {
      err.println("souk: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      err.println("souk: too many orders and histories for this JVM's memory");
    }
    return Verdict.NOT_JUDGED.exitStatus();
  }

  private int audit() throws IOException, InterruptedException {
    Optional<AuditSources> sources = sources();
    if (sources.isEmpty()) {
      throw new LabException("shop '" + shop.name() + "' is not running: ./souk up");
    }
    return judge(sources.get());
  }

  private int auditCluster() throws InterruptedException {
    try (ClusterSources sources = ClusterSources.of(target.cluster(), target.door())) {
      return judge(sources.open(this::say));
    }
  }

  private void say(String line) {
    spec.commandLine().getErr().println("souk: " + line);
  }

  private int judge(AuditSources sources) throws InterruptedException {
    AuditReport report =
        Audit.run(
            sources,
            atRest ? AuditMode.FINAL : AuditMode.LIVE,
            Duration.ofSeconds(waitSeconds),
            this::say);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(report.toJson());
    } else {
      report.print(out);
    }
    return report.verdict().exitStatus();
  }

  /** Empty when nobody holds the shop. */
  private Optional<AuditSources> sources() throws IOException {
    ShopHome home = shop.home();
    Optional<Connection> found = Launcher.connect(home);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Connection connection = found.get()) {
      ShopStatus status = connection.ask(new Request(Verb.STATUS, "", false), line -> {}).status();
      if (status == null) {
        throw new LabException("the supervisor gave no status");
      }
      return Optional.of(LocalSources.of(home, status));
    }
  }
}
