// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Experiments;
import souk.lab.experiment.Idea;
import souk.lab.window.EveryWindow;

/** Names the experiments, or the windows of one. */
@Command(
    name = "list",
    description = "Lists the experiments by what they teach, with the seconds they take.",
    mixinStandardHelpOptions = true)
final class LabListing implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--windows", description = "name the windows of every-window instead")
  private boolean windows;

  private LabListing() {}

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    if (windows) {
      EveryWindow.windows().forEach(out::println);
    } else {
      listExperiments(out);
    }
  }

  private static void listExperiments(PrintWriter out) {
    List<Experiment> all = Experiments.all();
    out.printf("%-22s %7s %7s%n", "", "seconds", "--short");
    for (Idea idea : Idea.values()) {
      List<Experiment> some = all.stream().filter(each -> each.idea() == idea).toList();
      if (!some.isEmpty()) {
        out.println(idea.title());
        some.forEach(each -> print(out, each));
      }
    }
  }

  private static void print(PrintWriter out, Experiment experiment) {
    out.printf(
        "  %-20s %7d %7d  %s%n",
        experiment.name(),
        experiment.times().usual(),
        experiment.times().shortForm(),
        experiment.summary());
  }
}
