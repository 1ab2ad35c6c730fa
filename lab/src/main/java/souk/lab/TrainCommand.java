// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import souk.lab.experiment.OwnShop;
import souk.lab.experiment.Run;
import souk.lab.load.Crowd;
import souk.lab.part.ClassArchive;
import souk.lab.part.ShopHome;
import souk.lab.part.ShopPlan;
import souk.lab.part.ShopPlan.Trait;
import souk.lab.part.Trees;

/**
 * Has a shop of its own do everything once, as one process, and keeps what its JVM learned for the
 * next starts of all of them. A part of the build.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Makes starts faster: once after each build, done by ./souk itself.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private static final String NAME = "training";
  private static final Duration LOAD = Duration.ofSeconds(15);
  private static final int SHOPPERS_PER_SECOND = 8;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Run run = new Run(NAME, ShopOptions.root(), new Run.Options(1, true, true, List.of()), out);
    ShopHome home;
    try (OwnShop shop =
        run.startShop(NAME, ShopPlan.plain().with(Trait.MONOLITH).with(Trait.TRAINING))) {
      home = shop.home();
      run.say("shoppers come, while the JVM takes notes");
      try (Crowd crowd =
          Crowd.at(shop.door().grpc(), home.history(), InstantSource.system(), run.seed())) {
        crowd.send(SHOPPERS_PER_SECOND, LOAD);
      }
    }
    run.say("making the archive of classes");
    ClassArchive.make(home);
    Trees.delete(home.folder());
    run.say("the next starts are faster");
    return CommandLine.ExitCode.OK;
  }
}
