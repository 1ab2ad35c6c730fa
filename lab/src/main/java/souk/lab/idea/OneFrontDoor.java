// SPDX-FileCopyrightText: The Souk authors
// SPDX-License-Identifier: Apache-2.0

package souk.lab.idea;

import java.util.List;
import picocli.CommandLine.Command;
import souk.lab.experiment.Check;
import souk.lab.experiment.Design;
import souk.lab.experiment.Experiment;
import souk.lab.experiment.Idea;
import souk.lab.experiment.Run;
import souk.lab.experiment.Stage;
import souk.lab.experiment.Times;
import souk.lab.experiment.Trial;
import souk.lab.experiment.Verdict;
import souk.lab.part.ServiceKind;
import souk.lab.part.ShopPlan;

/** The same purchase, whoever answers. */
@Command
public final class OneFrontDoor implements Experiment {
  private static final Design DESIGN =
      Design.of(
              "no answer depends on which instance gave it, or on how many there are",
              "a purchase with all its questions, each by another connection, at one instance of each service",
              "none but more instances: two of each service")
          .abortedWhen(Design.Abort.BY_HAND);

  private static final int TIMES = 40;
  private static final int SHORT_TIMES = 15;

  @Override
  public String name() {
    return "one-front-door";
  }

  @Override
  public String summary() {
    return "the same purchase at 1 and at 2 instances of everything, by many connections: the same answers";
  }

  @Override
  public Idea idea() {
    return Idea.ONE_FRONT_DOOR;
  }

  @Override
  public Times times() {
    return new Times(110, 30);
  }

  @Override
  public Verdict run(Run run) throws Exception {
    return Trial.of(run, idea(), DESIGN).on(ShopPlan.plain().withOneOfEachBut()).play(this::play);
  }

  private void play(Stage stage) throws Exception {
    int times = stage.run().isShort() ? SHORT_TIMES : TIMES;
    String productId = stage.crowd().goods().plenty().getFirst();
    try (Looks looks = new Looks(stage.shop())) {
      Errand errand = new Errand(looks, productId);
      List<String> alone = errand.run();
      alone.forEach(line -> stage.run().print("    " + line));
      stage.check(
          Check.exactly(
              "repeated requests answered with what there was",
              Errand.repeatsFound(alone),
              Errand.REPEATS));
      int asAlone = 0;
      for (int i = 0; i < times; i++) {
        asAlone += same(stage, alone, errand.run());
      }
      stage.check(
          Check.exactly("purchases at one instance of each, the same answers", asAlone, times));
      for (String service : ServiceKind.inside()) {
        stage.fault("a second " + service, () -> stage.shop().scale(service, 2));
      }
      int asMany = 0;
      for (int i = 0; i < times; i++) {
        asMany += same(stage, alone, errand.run());
      }
      stage.check(
          Check.exactly("purchases at two instances of each, the same answers", asMany, times));
    }
  }

  private static int same(Stage stage, List<String> expected, List<String> answers) {
    for (int i = 0; i < Math.max(expected.size(), answers.size()); i++) {
      String one = i < expected.size() ? expected.get(i) : "nothing";
      String other = i < answers.size() ? answers.get(i) : "nothing";
      if (!one.equals(other)) {
        stage.run().print("  expected: " + one + "\n  answered: " + other);
        return 0;
      }
    }
    return 1;
  }
}
